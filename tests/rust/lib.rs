//! Holds nothing: the tests are in the files beside it.
