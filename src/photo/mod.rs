//! Image bytes to format, dimensions, quality verdict, fingerprint and clean copy. Pure.
