//! Progress bars.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Returns a progress bar on stderr. It is not drawn unless stderr is a terminal.
pub(crate) fn progress(template: &str, length: Option<u64>) -> ProgressBar {
    bar(template, length, ProgressDrawTarget::stderr())
}

/// Returns a progress bar that is not drawn before [`show_progress`].
pub(crate) fn hidden_progress(template: &str, length: Option<u64>) -> ProgressBar {
    bar(template, length, ProgressDrawTarget::hidden())
}

pub(crate) fn show_progress(bar: &ProgressBar) {
    if bar.is_hidden() {
        bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}

fn bar(template: &str, length: Option<u64>, target: ProgressDrawTarget) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(length, target);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
