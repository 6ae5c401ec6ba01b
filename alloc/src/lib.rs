//! An allocator that overwrites memory when it is freed, so that a text which was re-allocated on its way
//! (wasm-bindgen's glue does that for every text with a non-ASCII tail) leaves no prefix behind.
#![no_std]

#[cfg(test)]
extern crate std;

mod heap;

#[cfg(target_arch = "wasm32")]
pub use heap::Linear;
pub use heap::{ALIGN, Heap, Memory};

use core::alloc::{GlobalAlloc, Layout};
use core::hint::black_box;
use core::sync::atomic::{Ordering, compiler_fence};

/// Wraps another allocator and overwrites each block with zeros before handing it back.
///
/// ```
/// use std::alloc::System;
/// #[global_allocator]
/// static WIPING: realname_alloc::Wiping<System> = realname_alloc::Wiping(System);
/// ```
#[derive(Debug)]
pub struct Wiping<A>(pub A);

// SAFETY: every block comes from, and goes back to, the inner allocator with the layout it was asked for.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Wiping<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is the inner allocator's.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is live and at least `layout.size()` bytes long until the next line.
        unsafe { wipe(block, layout.size()) };
        // SAFETY: as above.
        unsafe { self.0.dealloc(block, layout) };
    }

    // `realloc` is left to the trait's default: allocate, copy, `dealloc`, so that the old place is wiped too.
}

/// # Safety
/// `block` must be valid for `len` bytes of writing.
unsafe fn wipe(block: *mut u8, len: usize) {
    // SAFETY: the caller's contract. At once: in wasm it is one instruction, not a loop.
    unsafe { block.write_bytes(0, len) };
    // Whoever might look at the block from here keeps the zeros from being optimised away.
    black_box(block);
    compiler_fence(Ordering::SeqCst);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::alloc::System;
    use std::sync::Mutex;
    use std::{vec, vec::Vec};

    /// Hands out one block and looks at it when it comes back.
    struct Watching(Mutex<Option<Vec<u8>>>);
    // SAFETY: forwards to `System`.
    unsafe impl GlobalAlloc for Watching {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: forwarded.
            unsafe { System.alloc(layout) }
        }
        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            // SAFETY: the block is still live here.
            let seen = unsafe { core::slice::from_raw_parts(block, layout.size()) }.to_vec();
            *self.0.lock().unwrap_or_else(|e| e.into_inner()) = Some(seen);
            // SAFETY: forwarded.
            unsafe { System.dealloc(block, layout) }
        }
    }

    #[test]
    fn a_freed_and_a_grown_block_are_zero() {
        let wiping = Wiping(Watching(Mutex::new(None)));
        let layout = Layout::from_size_align(18, 1).unwrap_or(Layout::new::<u8>());
        // SAFETY: one block, used within its size, freed with its own layout.
        unsafe {
            let block = wiping.alloc(layout);
            block.write_bytes(0x31, 18);
            let grown = wiping.realloc(block, layout, 36);
            assert_eq!(wiping.0.0.lock().unwrap_or_else(|e| e.into_inner()).take(), Some(vec![0; 18]));
            let layout = Layout::from_size_align(36, 1).unwrap_or(layout);
            wiping.dealloc(grown, layout);
            assert_eq!(wiping.0.0.lock().unwrap_or_else(|e| e.into_inner()).take(), Some(vec![0; 36]));
        }
    }
}
