//! One turn of a dialogue: session, input and moment to session and effects. Pure.
