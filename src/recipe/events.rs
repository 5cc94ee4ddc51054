//! A queue of events, from work in progress to the code that reports them.

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// The sending end of a queue. Events without a reader are dropped.
#[derive(Debug)]
pub(crate) struct EventSender<E>(UnboundedSender<E>);

#[derive(Debug)]
pub(crate) struct Events<E>(UnboundedReceiver<E>);

pub(crate) fn events<E>() -> (EventSender<E>, Events<E>) {
    let (sender, receiver) = unbounded_channel();
    (EventSender(sender), Events(receiver))
}

impl<E> Clone for EventSender<E> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<E> EventSender<E> {
    pub(crate) fn send(&self, event: E) {
        // Without a reader the events do not matter.
        let _ = self.0.send(event);
    }
}

impl<E> Events<E> {
    /// Waits for the next event; `None` when the sender is gone. Cancel safe.
    pub(crate) async fn next(&mut self) -> Option<E> {
        self.0.recv().await
    }

    /// Runs `work` to its end, and handles the events that come meanwhile.
    pub(crate) fn during<T>(
        &mut self,
        work: impl Future<Output = T>,
        mut handle: impl FnMut(E),
    ) -> impl Future<Output = T> {
        // Each `async fn` around a future would double its size on the stack.
        let mut work = Box::pin(work);
        async move {
            let done = loop {
                tokio::select! {
                    // In this order an event is handled before the work goes on.
                    biased;
                    Some(event) = self.next() => handle(event),
                    done = &mut work => break done,
                }
            };
            while let Ok(event) = self.0.try_recv() {
                handle(event);
            }
            done
        }
    }
}

#[cfg(test)]
mod tests {
    use super::events;
    use tokio::task::yield_now;

    #[tokio::test(flavor = "current_thread")]
    async fn events_are_handled_before_the_work_goes_on_and_after_its_end() {
        let (sender, mut events) = events();
        let log = std::cell::RefCell::new(Vec::new());
        let work = async {
            sender.send("first");
            yield_now().await;
            log.borrow_mut().push("work");
            sender.send("last");
            7
        };
        assert_eq!(events.during(work, |event| log.borrow_mut().push(event)).await, 7);
        assert_eq!(*log.borrow(), ["first", "work", "last"]);
        drop(sender);
        assert_eq!(events.next().await, None);
    }
}
