//! Rebuilds a value, node by node.
//!
//! The stack is on the heap: wasm that overflows its stack traps, and a trap ends the client for good.
use alloc::vec::Vec;

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::Error;
use crate::js;

/// How deep a value may be nested. The official client ends where the engine's stack does, with the engine's error:
/// between 1,400 levels (arrays in Node) and 27,000 (arrays in Bun); the server takes 64.
const MAX_DEPTH: usize = 32_768;

/// What a visitor makes of a node.
pub(crate) enum Node {
    /// The node becomes this value.
    Leaf(JsValue),
    /// The node is an array to visit.
    Array(Array),
    /// The node is an object to visit: its `[key, value]` pairs.
    Object(Vec<Array>),
}

/// What to do with each node.
pub(crate) trait Visitor {
    /// Sorts a node out. `path` is where it stands.
    fn visit(&self, node: &JsValue, path: &Path<'_>) -> Result<Node, Error>;

    /// Checks a key before its value is visited.
    fn check_key(&self, key: &JsString) -> Result<(), Error>;
}

/// An array or object whose members are being visited.
struct Frame {
    members: Members,
    /// The member being visited.
    position: usize,
    /// The members visited so far: values of an array, pairs of an object.
    built: Array,
}

enum Members {
    Items(Array),
    Fields(Vec<Array>),
}

/// Where a node stands in the value.
pub(crate) struct Path<'a>(&'a [Frame]);

impl Path<'_> {
    /// Prints the path, as in `.tasks[3].due`; empty for the value itself.
    pub(crate) fn print(&self) -> JsValue {
        let mut text = JsValue::from_str("");
        for frame in self.0 {
            text = match &frame.members {
                Members::Items(_) => js::concat(&[&text, &"[".into(), &js::number(index(frame.position)), &"]".into()]),
                Members::Fields(fields) => js::concat(&[
                    &text,
                    &".".into(),
                    &fields.get(frame.position).map(|field| field.get(0)).unwrap_or_default(),
                ]),
            };
        }
        text
    }

    /// Tells whether the node is the value itself.
    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

/// Rebuilds `root` as `visitor` says.
pub(crate) fn rebuild(visitor: &dyn Visitor, root: &JsValue) -> Result<JsValue, Error> {
    let mut stack: Vec<Frame> = Vec::new();
    let mut built = match open(visitor, root, &mut stack)? {
        Some(leaf) => return Ok(leaf),
        None => None,
    };
    loop {
        let Some(frame) = stack.last_mut() else {
            return Ok(built.unwrap_or_default());
        };
        if let Some(value) = built.take() {
            frame.keep(value);
        }
        match frame.next(visitor)? {
            Some(member) => built = open(visitor, &member, &mut stack)?,
            None => built = stack.pop().map(Frame::finish).transpose()?,
        }
    }
}

/// Visits a node: returns what a leaf becomes, or puts the node on the stack.
fn open(visitor: &dyn Visitor, node: &JsValue, stack: &mut Vec<Frame>) -> Result<Option<JsValue>, Error> {
    let members = match visitor.visit(node, &Path(stack))? {
        Node::Leaf(leaf) => return Ok(Some(leaf)),
        Node::Array(items) => Members::Items(items),
        Node::Object(fields) => Members::Fields(fields),
    };
    if stack.len() >= MAX_DEPTH {
        return Err(Error::Depth);
    }
    let built = Array::new();
    if let Members::Items(items) = &members {
        built.set_length(items.length());
    }
    stack.push(Frame { members, position: 0, built });
    Ok(None)
}

impl Frame {
    /// Returns the next member to visit. Holes of an array are not visited and stay holes.
    fn next(&mut self, visitor: &dyn Visitor) -> Result<Option<JsValue>, Error> {
        match &self.members {
            Members::Items(items) => {
                while self.position < items.length() as usize {
                    let key = JsValue::from(index(self.position));
                    if Reflect::has(items, &key)? {
                        return Ok(Some(Reflect::get(items, &key)?));
                    }
                    self.position += 1;
                }
                Ok(None)
            }
            Members::Fields(fields) => {
                let Some(field) = fields.get(self.position) else {
                    return Ok(None);
                };
                visitor.check_key(field.get(0).unchecked_ref())?;
                Ok(Some(field.get(1)))
            }
        }
    }

    /// Keeps what the member that was visited became.
    fn keep(&mut self, value: JsValue) {
        match &self.members {
            Members::Items(_) => self.built.set(index(self.position), value),
            Members::Fields(fields) => {
                let key = fields.get(self.position).map(|field| field.get(0));
                self.built.push(&Array::of2(&key.unwrap_or_default(), &value));
            }
        }
        self.position += 1;
    }

    /// Returns the rebuilt node.
    fn finish(self) -> Result<JsValue, Error> {
        match self.members {
            Members::Items(_) => Ok(self.built.into()),
            // Unlike an assignment, this makes an own property of `__proto__` too.
            Members::Fields(_) => Ok(Object::from_entries(&self.built)?.into()),
        }
    }
}

/// An array has at most 2³² - 1 items.
fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
