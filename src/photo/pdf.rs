//! Looks through a PDF for what could act by itself. It is never rendered here.
//!
//! Names are compared as a reader would understand them, with their `#xx` escapes undone, in the file as it stands and
//! inside compressed object streams, where today's programs put most of their dictionaries.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::NotTaken;
use super::recognise::contains;

/// Readers look for the end mark in the last bytes of a file (ISO 32000-1, annex H.3, note 18).
const END_MARK_WITHIN: usize = 1_024;

/// The most that all object streams of a file may unfold to, in bytes: dictionaries of ten thousand pages take less.
const MAX_UNFOLDED: usize = 32 * 1_024 * 1_024;

/// No name that matters here is longer, escapes undone.
const LONGEST_NAME: usize = 24;

/// Checks that a file with the mark of a PDF is whole, open and passive.
pub(super) fn check(bytes: &[u8]) -> Result<(), NotTaken> {
    let tail = bytes.get(bytes.len().saturating_sub(END_MARK_WITHIN)..).unwrap_or(bytes);
    if !contains(tail, b"%%EOF") {
        return Err(NotTaken::Damaged);
    }
    let mut budget = MAX_UNFOLDED;
    let mut object = Object::default();
    let mut rest = bytes;
    let mut inside_word = false;
    while let Some((first, after)) = rest.split_first() {
        if *first == b'/' {
            let (name, value) = Name::read(after);
            name.check(value)?;
            object.notice(&name);
        } else if !inside_word && rest.starts_with(b"stream") {
            object.unfold(after.get(5..).unwrap_or_default(), &mut budget)?;
            object = Object::default();
        } else if rest.starts_with(b"endobj") {
            object = Object::default();
        }
        inside_word = first.is_ascii_alphabetic();
        rest = after;
    }
    Ok(())
}

/// A name with its escapes undone; the bytes of a name that is too long to matter are dropped.
struct Name {
    bytes: [u8; LONGEST_NAME],
    length: usize,
}

impl Name {
    /// Reads the name after a slash, and gives what follows it.
    fn read(after_slash: &[u8]) -> (Self, &[u8]) {
        let mut name = Self { bytes: [0; LONGEST_NAME], length: 0 };
        let mut rest = after_slash;
        while let [byte, after @ ..] = rest {
            if !is_regular(*byte) {
                break;
            }
            let (value, after) = match (*byte, after) {
                (b'#', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                    (Some(high), Some(low)) => (high * 16 + low, after),
                    _ => (*byte, rest.get(1..).unwrap_or_default()),
                },
                _ => (*byte, after),
            };
            if let Some(place) = name.bytes.get_mut(name.length) {
                *place = value;
            }
            name.length += 1;
            rest = after;
        }
        (name, rest)
    }

    fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// `value` is what follows the name. The shortest names turn up by chance inside compressed pictures, and most
    /// office programs open a document at its first page by an array, which is a place to go to and no action.
    fn check(&self, value: &[u8]) -> Result<(), NotTaken> {
        let active = match self.text() {
            b"JavaScript" | b"Launch" | b"EmbeddedFile" | b"EmbeddedFiles" | b"RichMedia"
            | b"XFA" | b"SubmitForm" | b"ImportData" | b"GoToE" => true,
            b"OpenAction" => !value.trim_ascii_start().starts_with(b"["),
            b"JS" | b"AA" => is_value(value),
            b"Encrypt" if is_value(value) => return Err(NotTaken::PdfEncrypted),
            _ => false,
        };
        if active { Err(NotTaken::PdfUnsafe) } else { Ok(()) }
    }
}

/// Whether a string, a dictionary, a reference to another object, or a comment before one of these stands here.
fn is_value(bytes: &[u8]) -> bool {
    let bytes = after_blanks(bytes);
    if let [b'(' | b'<' | b'%', ..] = bytes {
        return true;
    }
    let reference = after_number(bytes).map(after_blanks).and_then(after_number).map(after_blanks);
    reference.is_some_and(|rest| matches!(rest, [b'R' | b'%', ..]))
}

fn after_blanks(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().take_while(|byte| is_blank(**byte)).count();
    bytes.get(blanks..).unwrap_or_default()
}

fn after_number(bytes: &[u8]) -> Option<&[u8]> {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 { None } else { bytes.get(digits..) }
}

/// What is known of the object that is being read.
#[derive(Default)]
struct Object {
    holds_objects: bool,
    deflated: bool,
    /// Folded in a way that is not undone here.
    opaque: bool,
}

impl Object {
    fn notice(&mut self, name: &Name) {
        match name.text() {
            // Some readers ask only for the entry that says where the first object starts.
            b"ObjStm" | b"First" => self.holds_objects = true,
            b"FlateDecode" | b"Fl" => self.deflated = true,
            b"LZWDecode" | b"ASCIIHexDecode" | b"ASCII85Decode" | b"RunLengthDecode" | b"Crypt"
            | b"LZW" | b"AHx" | b"A85" | b"RL" | b"Predictor" => self.opaque = true,
            _ => {}
        }
    }

    /// Looks through the objects in a stream. `data` starts behind the word `stream`.
    fn unfold(&self, data: &[u8], budget: &mut usize) -> Result<(), NotTaken> {
        if !self.holds_objects {
            return Ok(());
        }
        if self.opaque {
            return Err(NotTaken::PdfUnsafe);
        }
        if !self.deflated {
            return Ok(());
        }
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let objects =
            decompress_to_vec_zlib_with_limit(data, *budget).map_err(|_| NotTaken::PdfUnsafe)?;
        *budget = budget.saturating_sub(objects.len());
        let mut rest = objects.as_slice();
        while let Some((first, after)) = rest.split_first() {
            if *first == b'/' {
                let (name, value) = Name::read(after);
                name.check(value)?;
            }
            rest = after;
        }
        Ok(())
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

/// A byte that belongs to a name (ISO 32000-1, 7.2.2).
fn is_regular(byte: u8) -> bool {
    !is_blank(byte)
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    fn with(body: &[u8]) -> Vec<u8> {
        [b"%PDF-1.5\n1 0 obj\n".as_slice(), body, b"\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"]
            .concat()
    }

    fn packed(dictionary: &str, objects: &[u8]) -> Vec<u8> {
        let mut body = format!("<</Type{dictionary}>>\nstream\r\n").into_bytes();
        body.extend(compress_to_vec_zlib(objects, 6));
        body.extend(b"\nendstream");
        with(&body)
    }

    #[test]
    fn refuses_what_acts_by_itself() {
        let bodies: &[&[u8]] = &[
            b"<</S/JavaScript/JS(app.alert(1))>>",
            b"<</S /Java#53cript>>",
            b"<</#4a#53 (x)>>",
            b"<</JS 12 0 R>>",
            b"<</JS%c\n(x)>>",
            b"<</AA<</O 3 0 R>>>>",
            b"<</OpenAction 5 0 R>>",
            b"<</OpenAction<</S/URI>>>>",
            b"<</Type/EmbeddedFile>>",
            b"<</Names<</EmbeddedFiles 3 0 R>>>>",
            b"<</S/Launch>>",
            b"<</Subtype/RichMedia>>",
            b"<</AcroForm<</XFA 3 0 R>>>>",
            b"stream /JavaScript endstream",
        ];
        for body in bodies {
            assert_eq!(
                check(&with(body)),
                Err(NotTaken::PdfUnsafe),
                "{}",
                String::from_utf8_lossy(body)
            );
        }
    }

    #[test]
    fn takes_what_only_shows() {
        let bodies: &[&[u8]] = &[
            b"<</Type/Catalog/Pages 2 0 R/OpenAction[3 0 R/XYZ null null 0]>>",
            b"<</Type/Font/BaseFont/JavaScriptSans>>",
            b"stream\n\x01/JS\x02 /AA\xff\nendstream",
            b"<</AAPL:Keywords (x)/JSON 1>>",
            b"<</First 5/Count 2>>",
        ];
        for body in bodies {
            assert_eq!(check(&with(body)), Ok(()), "{}", String::from_utf8_lossy(body));
        }
    }

    #[test]
    fn looks_into_packed_objects() {
        let quiet = b"1 0 2 20 <</Type/Page>> <</Type/Font>>";
        let active = b"1 0 <</S/Java#53cript/JS(x)>>";
        assert_eq!(check(&packed("/ObjStm/N 2/First 9/Filter/FlateDecode", quiet)), Ok(()));
        assert_eq!(
            check(&packed("/ObjStm/N 1/First 4/Filter/FlateDecode", active)),
            Err(NotTaken::PdfUnsafe)
        );
        assert_eq!(check(&packed("/Obj#53tm/N 1/Filter[/Fl]", active)), Err(NotTaken::PdfUnsafe));
        assert_eq!(
            check(&packed("/Other/N 1/First 4/Filter/FlateDecode", active)),
            Err(NotTaken::PdfUnsafe)
        );
        let folded_twice = "/ObjStm/N 1/First 4/Filter[/ASCII85Decode/FlateDecode]";
        assert_eq!(check(&packed(folded_twice, quiet)), Err(NotTaken::PdfUnsafe));
    }

    #[test]
    fn refuses_objects_that_unfold_without_end() {
        let bomb = vec![b' '; MAX_UNFOLDED + 1];
        assert_eq!(
            check(&packed("/ObjStm/First 4/Filter/FlateDecode", &bomb)),
            Err(NotTaken::PdfUnsafe)
        );
    }

    #[test]
    fn tells_encrypted_and_cut_off_files() {
        assert_eq!(check(&with(b"<</Encrypt 9 0 R>>")), Err(NotTaken::PdfEncrypted));
        assert_eq!(check(b"%PDF-1.4\n1 0 obj"), Err(NotTaken::Damaged));
        assert_eq!(
            check(&[with(b"<<>>"), vec![b' '; END_MARK_WITHIN]].concat()),
            Err(NotTaken::Damaged)
        );
    }
}
