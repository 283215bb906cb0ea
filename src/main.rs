//! The `sociogram` binary: everything it does lives in the library.

fn main() -> std::process::ExitCode {
    sociogram::cli::run(std::env::args_os())
}
