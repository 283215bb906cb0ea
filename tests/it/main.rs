//! Integration tests of the library and the binary, in one program.

mod dataset;
mod hostile;
mod oracle;
mod tidy;
