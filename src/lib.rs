//! The WebAssembly module of the npm package `convex-http-client`.
//!
//! It keeps nothing between calls: all that belongs to a client stands in a JavaScript object, its state, which is handed
//! in with each call. So a client costs no memory of the module's, needs no freeing, and a module that was broken (by an
//! exhausted stack, say) is replaced by a new one at the next call (`pkg-template/src/wasm/module.ts`).
//!
//! Every rule stands in `convex-http-client-core`. Here is what carries them to JavaScript:
//!
//! - `client`: the exported class, which starts calls
//! - `exports`: the functions beside it: the rules, as JavaScript asks for them
//! - `imports`: every JavaScript function that the module calls
//!
//! Without the standard library, which costs 8 kB compressed.
#![cfg_attr(target_arch = "wasm32", no_std)]

pub mod client;
pub mod exports;
mod imports;

/// The allocator, which `wasm-bindgen` cannot do without, but nothing here ever asks: none of it is in the package.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Traps, and the next call runs on a new instance. Nothing here panics; running out of memory ends here.
#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
