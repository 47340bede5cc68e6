//! `bimeyar graph FLOW`: a flow as a picture.

use clap::{Args, ValueEnum};

use super::Settings;
use super::content::Content;
use super::terminal::{Failure, Terminal};
use crate::flow::{Format, graph};
use crate::wording::{Message, Surface};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The flow's id, like `claim`.
    flow: String,
    /// The language of the picture.
    #[arg(long, value_enum, default_value_t = Language::Mermaid)]
    format: Language,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
}

pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<(), Failure> {
    let config = arguments.settings.load()?;
    let content = Content::load_sound(&config.content).map_err(Failure::Problems)?;
    let Some(flow) = content.flows.get(&arguments.flow) else {
        let known: Vec<&str> = content.flows.keys().map(String::as_str).collect();
        let known = known.join(", ");
        return Err(Failure::saying(format!("no flow is called `{}`: {known}", arguments.flow)));
    };
    let format = match arguments.format {
        Language::Mermaid => Format::Mermaid,
        Language::Dot => Format::Dot,
    };
    let label = |key: &str| content.words.text(&Message::new(key), Surface::Plain);
    terminal.say(graph(flow, format, &label).trim_end());
    Ok(())
}
