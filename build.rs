//! Builds anew when a file is added to what is embedded, which the compiler does not notice by itself.

fn main() {
    for folder in ["flows", "locales"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
