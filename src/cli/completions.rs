//! The verb `completions`.

use super::error::CliError;
use super::ui::Ui;
use super::{Outcome, command};
use clap::Args;
use clap_complete::Shell;

/// Print the completion script of a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram completions bash > ~/.local/share/bash-completion/completions/sociogram
  sociogram completions zsh > ~/.zfunc/_sociogram")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, ui: &Ui) -> Result<Outcome, CliError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command(), "sociogram", &mut script);
        ui.answer(&script)?;
        Ok(Outcome::Found)
    }
}
