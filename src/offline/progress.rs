use crate::failure::Failure;

/// A function that long work tells the number of bytes done so far, and that stops the work by an error.
pub(crate) type Progress<'a> = &'a mut dyn FnMut(u64) -> Result<(), Failure>;
