//! A reader of the text format of Prometheus (0.0.4), as strict as the format is.

use std::collections::BTreeMap;

/// A page of figures.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Kinds by name of the family.
    pub(crate) kinds: BTreeMap<String, String>,
    /// Values by name and labels, as they are written.
    pub(crate) samples: BTreeMap<String, f64>,
}

impl Page {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut page = Self::default();
        if !text.ends_with('\n') {
            return Err("the last line has no end".to_owned());
        }
        let mut helped = String::new();
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, words) = help.split_once(' ').ok_or(line)?;
                (!words.is_empty() && is_name(name)).then_some(()).ok_or(line)?;
                name.clone_into(&mut helped);
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').ok_or(line)?;
                (name == helped && ["counter", "gauge", "histogram"].contains(&kind))
                    .then_some(())
                    .ok_or(line)?;
                let again = page.kinds.insert(name.to_owned(), kind.to_owned());
                again.is_none().then_some(()).ok_or(line)?;
            } else {
                page.sample(line, &helped)?;
            }
        }
        page.check_histograms()?;
        Ok(page)
    }

    fn sample(&mut self, line: &str, family: &str) -> Result<(), String> {
        let (series, value) = line.rsplit_once(' ').ok_or(line)?;
        let (name, labels) = match series.split_once('{') {
            Some((name, labels)) => (name, labels.strip_suffix('}').ok_or(line)?),
            None => (series, ""),
        };
        for label in labels.split(',').filter(|label| !label.is_empty()) {
            let (name, value) = label.split_once("=\"").ok_or(line)?;
            (is_name(name) && value.ends_with('"')).then_some(()).ok_or(line)?;
        }
        let is_histogram = self.kinds.get(family).is_some_and(|kind| kind == "histogram");
        let base = ["_bucket", "_sum", "_count"].iter().find_map(|part| name.strip_suffix(part));
        let owner = if is_histogram { base.ok_or(line)? } else { name };
        (owner == family).then_some(()).ok_or(line)?;
        let value: f64 = value.parse().map_err(|_| line)?;
        let again = self.samples.insert(series.to_owned(), value);
        again.is_none().then_some(()).ok_or(line)?;
        Ok(())
    }

    /// The last bucket of each histogram has everything.
    fn check_histograms(&self) -> Result<(), String> {
        for (series, count) in self.samples.iter().filter(|(series, _)| series.contains("_count")) {
            let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
            let labels = labels.trim_end_matches('}');
            let comma = if labels.is_empty() { "" } else { "," };
            let name = name.replace("_count", "_bucket");
            let last = format!("{name}{{{labels}{comma}le=\"+Inf\"}}");
            if self.samples.get(&last) != Some(count) {
                return Err(format!("{last} is not {count}"));
            }
        }
        Ok(())
    }

    /// The value of a series as it is written.
    pub(crate) fn value(&self, series: &str) -> Option<f64> {
        self.samples.get(series).copied()
    }
}

fn is_name(name: &str) -> bool {
    let of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(of_name)
}

#[test]
fn what_prometheus_refuses_is_refused() {
    let head = "# HELP a_b One.\n# TYPE a_b counter\n";
    assert!(Page::read(&format!("{head}a_b{{x=\"1\"}} 2\n")).is_ok());
    for wrong in ["a_b 1", "a_b one\n", "a_c 1\n", "a_b{x=1} 1\n", "a_b 1\na_b 1\n"] {
        assert!(Page::read(&format!("{head}{wrong}")).is_err(), "{wrong}");
    }
    assert!(Page::read("# TYPE a counter\na 1\n").is_err());
}
