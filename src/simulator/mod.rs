//! Bale in a box: Bot API server, web chat page, SMS inbox. Knows the contract, not the bot.
