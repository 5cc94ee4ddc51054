//! Where an export goes: stdout, or a file.

use crate::command::target_file::FilePart;
use crate::output::{self, Buffer, Output, Reply as _};
use crate::reply::{ExportDone, ExportPart};
use indicatif::ProgressBar;

pub(super) struct ExportSink {
    place: ExportPlace,
    keys: u64,
    bytes: u64,
}

enum ExportPlace {
    Stdout(Output<ExportPart>),
    File { file: FilePart, page: Buffer, bar: ProgressBar },
}

/// Bytes that are collected before they are written.
const FULL_PAGE: usize = 64 << 10;

/// Keys between two movements of the progress bar.
const STEP: u64 = 1000;

impl ExportSink {
    pub(super) fn stdout(output: Output<ExportPart>) -> Self {
        Self { place: ExportPlace::Stdout(output), keys: 0, bytes: 0 }
    }

    pub(super) fn file(file: FilePart) -> Self {
        let bar = output::progress("{pos} keys exported  {per_sec}", None);
        Self { place: ExportPlace::File { file, page: Buffer::new(false), bar }, keys: 0, bytes: 0 }
    }

    pub(super) fn add(&mut self, part: &ExportPart) -> anyhow::Result<()> {
        if matches!(part, ExportPart::Kv(_)) {
            self.count();
        }
        match &mut self.place {
            ExportPlace::Stdout(output) => output.add(part),
            ExportPlace::File { page, .. } => {
                part.simple(page);
                if page.len() >= FULL_PAGE { self.flush() } else { Ok(()) }
            }
        }
    }

    /// Adds the last line.
    pub(super) fn end(&mut self) -> anyhow::Result<()> {
        self.add(&ExportPart::End(self.keys))
    }

    /// Counts a key that is written later.
    pub(super) fn count(&mut self) {
        self.keys += 1;
        if let ExportPlace::File { bar, .. } = &self.place
            && self.keys.is_multiple_of(STEP)
        {
            bar.set_position(self.keys);
        }
    }

    /// Writes text that is not a reply.
    pub(super) fn write(&mut self, text: &[u8]) -> anyhow::Result<()> {
        match &mut self.place {
            ExportPlace::Stdout(_) => output::bytes(text),
            ExportPlace::File { file, .. } => {
                self.bytes += text.len() as u64;
                file.write(text)
            }
        }
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        let ExportPlace::File { file, page, .. } = &mut self.place else { return Ok(()) };
        let text = page.take();
        self.bytes += text.len() as u64;
        file.write(text)
    }

    pub(super) fn done(&mut self) -> anyhow::Result<ExportDone> {
        self.flush()?;
        Ok(ExportDone { keys: self.keys, bytes: self.bytes, ..ExportDone::default() })
    }

    pub(super) async fn finish(self) -> anyhow::Result<()> {
        match self.place {
            ExportPlace::Stdout(mut output) => output.flush(),
            ExportPlace::File { file, bar, .. } => {
                bar.finish_and_clear();
                file.finish().await
            }
        }
    }
}
