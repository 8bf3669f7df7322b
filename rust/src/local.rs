//! What belongs to one thread.
#[cfg(feature = "send")]
pub(crate) use send_wrapper::SendWrapper as Local;

/// What stays in its thread: by its type, or by a panic with the feature `send`.
#[cfg(not(feature = "send"))]
#[derive(Clone, Default)]
pub(crate) struct Local<T>(T);

#[cfg(not(feature = "send"))]
impl<T> Local<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(value)
    }

    pub(crate) fn take(self) -> T {
        self.0
    }
}

#[cfg(not(feature = "send"))]
impl<T> std::ops::Deref for Local<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(not(feature = "send"))]
impl<T> std::ops::DerefMut for Local<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
