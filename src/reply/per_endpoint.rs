/// Each endpoint's response, or why there is none, in the order of the endpoints.
#[derive(Debug)]
pub(crate) struct PerEndpoint<T> {
    pub(crate) list: Vec<(String, Result<T, String>)>,
}

impl<T> PerEndpoint<T> {
    pub(crate) fn answered(&self) -> impl Iterator<Item = (&str, &T)> {
        self.list.iter().filter_map(|(endpoint, answer)| Some((&**endpoint, answer.as_ref().ok()?)))
    }

    pub(crate) fn failures(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list
            .iter()
            .filter_map(|(endpoint, answer)| Some((&**endpoint, &**answer.as_ref().err()?)))
    }

    /// Returns a reply of its own for each endpoint.
    pub(crate) fn each(&self) -> impl Iterator<Item = Self>
    where
        T: Clone,
    {
        self.list.iter().map(|answer| Self { list: vec![answer.clone()] })
    }
}
