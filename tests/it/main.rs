//! Integration tests of the library and the binary, in one program.

mod dataset;
mod diagram;
mod hostile;
mod oracle;
mod tidy;
