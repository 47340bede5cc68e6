//! A flow as a picture: Mermaid or Graphviz text, the same for the same flow.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::model::{Flow, Step, Verdict};

/// The language of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Mermaid, which many viewers of Markdown draw.
    Mermaid,
    /// Graphviz.
    Dot,
}

/// An arrow from one node to another.
struct Arrow {
    from: String,
    to: String,
    label: String,
    dashed: bool,
}

/// Draws `flow`: a box per page (named by `label` of its title's key), in it a node `id · kind` per step, arrows in the
/// order of asking with their conditions, dashed ones for escapes, for flows that a rule offers and for what a changed
/// answer clears.
pub fn graph(flow: &Flow, format: Format, label: &dyn Fn(&str) -> String) -> String {
    let mut text = match format {
        Format::Mermaid => "flowchart TD\n".to_owned(),
        Format::Dot => {
            format!("digraph {} {{\n  rankdir=TB; node [shape=box];\n", quoted(&flow.id))
        }
    };
    let leaves = flow
        .steps
        .iter()
        .any(|step| step.checks.iter().any(|check| check.verdict == Verdict::Leave));
    let named = |id: &str, name: &str| (id.to_owned(), name.to_owned());
    let mut ends = vec![named("begin", &flow.id), named("done", &flow.submit)];
    ends.extend(leaves.then(|| named("left", "left")));
    ends.extend(doors(flow));
    ends.extend(offered(flow).iter().map(|other| (format!("f_{other}"), other.clone())));
    for (id, name) in ends {
        let line = match format {
            Format::Mermaid => format!("  {id}([{}])", mermaid(&name)),
            Format::Dot => format!("  {id} [shape=oval, label={}];", quoted(&name)),
        };
        push(&mut text, &line);
    }
    for page in &flow.pages {
        let steps = flow.steps.iter().filter(|step| step.page == page.id).collect::<Vec<_>>();
        push_page(&mut text, format, (&page.id, &label(&page.title)), &steps);
    }
    for arrow in arrows(flow) {
        push(&mut text, &arrow_line(format, &arrow));
    }
    if format == Format::Dot {
        text.push_str("}\n");
    }
    text
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn push_page(text: &mut String, format: Format, (id, title): (&str, &str), steps: &[&Step]) {
    let head = match format {
        Format::Mermaid => format!("  subgraph p_{id}[{}]", mermaid(title)),
        Format::Dot => format!("  subgraph cluster_p_{id} {{ label={};", quoted(title)),
    };
    push(text, &head);
    for step in steps {
        let name = format!("{} · {}", step.id, step.kind.name());
        let line = match format {
            Format::Mermaid => format!("    s_{}[{}]", step.id, mermaid(&name)),
            Format::Dot => format!("    s_{} [label={}];", step.id, quoted(&name)),
        };
        push(text, &line);
    }
    push(text, if format == Format::Mermaid { "  end" } else { "  }" });
}

/// Where the flow is offered (`[open]`), as nodes.
fn doors(flow: &Flow) -> Vec<(String, String)> {
    let open = &flow.open;
    let menu = open.menu.iter().map(|menu| (format!("o_menu_{menu}"), format!("menu {menu}")));
    let after =
        open.after.iter().map(|stage| (format!("o_after_{stage}"), format!("after {stage}")));
    let command = open.command.iter().map(|name| ("o_command".to_owned(), format!("/{name}")));
    menu.chain(after).chain(command).collect()
}

/// The flows that rules of this one offer.
fn offered(flow: &Flow) -> BTreeSet<String> {
    let checks = flow.steps.iter().flat_map(|step| &step.checks);
    checks.flat_map(|check| check.offer.iter().cloned()).collect()
}

fn arrows(flow: &Flow) -> Vec<Arrow> {
    let solid = |from: String, to: String| Arrow { from, to, label: String::new(), dashed: false };
    let mut arrows: Vec<Arrow> =
        doors(flow).into_iter().map(|(door, _)| solid(door, "begin".to_owned())).collect();
    // Where one may come from: the last step that is always asked, and those after it that may be left out.
    let mut tails = vec!["begin".to_owned()];
    for step in &flow.steps {
        let node = format!("s_{}", step.id);
        let label = step.when.as_ref().map(ToString::to_string).unwrap_or_default();
        for from in &tails {
            arrows.push(Arrow {
                from: from.clone(),
                to: node.clone(),
                label: label.clone(),
                dashed: false,
            });
        }
        if step.when.is_none() {
            tails.clear();
        }
        tails.push(node);
    }
    arrows.extend(tails.into_iter().map(|from| solid(from, "done".to_owned())));
    arrows.extend(flow.steps.iter().flat_map(side_arrows));
    arrows
}

/// The arrows of a step that leave the order of asking.
fn side_arrows(step: &Step) -> Vec<Arrow> {
    let from = format!("s_{}", step.id);
    let dashed = |to: String, label: &str| Arrow {
        from: from.clone(),
        to,
        label: label.to_owned(),
        dashed: true,
    };
    let mut arrows = Vec::new();
    for check in step.checks.iter().filter(|check| check.verdict == Verdict::Leave) {
        let label = check.condition.to_string();
        arrows.push(Arrow { dashed: false, ..dashed("left".to_owned(), &label) });
    }
    let offers: BTreeSet<&String> = step.checks.iter().flat_map(|check| &check.offer).collect();
    arrows.extend(offers.into_iter().map(|other| dashed(format!("f_{other}"), "offer")));
    arrows.extend(step.escape.iter().map(|escape| dashed(format!("s_{}", escape.to), "escape")));
    let cleared = step.invalidates.iter();
    arrows.extend(cleared.map(|other| dashed(format!("s_{other}"), "invalidates")));
    arrows
}

fn arrow_line(format: Format, arrow: &Arrow) -> String {
    let mut line = format!("  {} ", arrow.from);
    match format {
        Format::Mermaid => {
            line.push_str(if arrow.dashed { "-.->" } else { "-->" });
            if !arrow.label.is_empty() {
                // Writing to a String cannot fail.
                let _written = write!(line, "|{}|", mermaid(&arrow.label));
            }
            line.push(' ');
            line.push_str(&arrow.to);
        }
        Format::Dot => {
            line.push_str("-> ");
            line.push_str(&arrow.to);
            let style = if arrow.dashed { "style=dashed, " } else { "" };
            let _written = write!(line, " [{style}label={}];", quoted(&arrow.label));
        }
    }
    line
}

/// Quoted for Mermaid, where an entity stands for a quote and angle brackets would be HTML.
fn mermaid(text: &str) -> String {
    let text =
        text.replace('#', "#35;").replace('"', "#quot;").replace('<', "#lt;").replace('>', "#gt;");
    format!("\"{text}\"")
}

/// Quoted for Graphviz.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
