//! The same question put to several endpoints.

/// What each endpoint answered, or why it did not, in the order they were asked.
#[derive(Debug)]
pub(crate) struct PerEndpoint<T> {
    pub(crate) list: Vec<(String, Result<T, String>)>,
}

impl<T> PerEndpoint<T> {
    /// The endpoints that answered.
    pub(crate) fn answered(&self) -> impl Iterator<Item = (&str, &T)> {
        self.list.iter().filter_map(|(endpoint, answer)| {
            answer.as_ref().ok().map(|answer| (endpoint.as_str(), answer))
        })
    }

    /// Returns what each endpoint said by itself.
    pub(crate) fn each(&self) -> impl Iterator<Item = Self>
    where
        T: Clone,
    {
        self.list.iter().map(|answer| Self { list: vec![answer.clone()] })
    }

    /// The endpoints that did not, and why.
    pub(crate) fn failures(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.iter().filter_map(|(endpoint, answer)| {
            answer.as_ref().err().map(|why| (endpoint.as_str(), why.as_str()))
        })
    }
}
