//! A heap for one thread and a few hundred kilobytes: one list of free blocks a size, the sizes being powers of two.
//! A general allocator joins and splits blocks, which a page that lives for one signup does not need, and weighs ten
//! times as much.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::Cell;
use core::ptr::null_mut;

/// Where a heap gets its memory.
pub trait Memory {
    /// At least `bytes` more, aligned to [`ALIGN`]: where they begin and how many they are; nothing when there are none.
    fn grow(&self, bytes: usize) -> Option<(*mut u8, usize)>;
}

/// Every block is aligned to this, and is no smaller.
pub const ALIGN: usize = 16;

/// The linear memory of a wasm module.
#[cfg(target_arch = "wasm32")]
#[derive(Debug)]
pub struct Linear;

#[cfg(target_arch = "wasm32")]
impl Memory for Linear {
    fn grow(&self, bytes: usize) -> Option<(*mut u8, usize)> {
        const PAGE: usize = 65_536;
        let pages = bytes.div_ceil(PAGE);
        let before = core::arch::wasm32::memory_grow::<0>(pages);
        // All bits set: refused.
        (before != usize::MAX).then(|| (core::ptr::with_exposed_provenance_mut(before * PAGE), pages * PAGE))
    }
}

/// The heap.
#[derive(Debug)]
pub struct Heap<M> {
    memory: M,
    /// The first free block of each size; each begins with the address of the next.
    free: [Cell<*mut u8>; 32],
    /// What has never been handed out.
    fresh: Cell<*mut u8>,
    left: Cell<usize>,
}

// SAFETY: wasm32 without the atomics feature has one thread; other targets use it in tests, each heap in one thread.
unsafe impl<M> Sync for Heap<M> {}

impl<M> Heap<M> {
    /// An empty heap.
    pub const fn new(memory: M) -> Self {
        Self {
            memory,
            free: [const { Cell::new(null_mut()) }; 32],
            fresh: Cell::new(null_mut()),
            left: Cell::new(0),
        }
    }

    /// The size of the blocks that hold a layout, and their list. Nothing for what is too large, or aligned more
    /// strictly than any type here.
    fn class(&self, layout: Layout) -> Option<(usize, &Cell<*mut u8>)> {
        let size = layout.size().max(ALIGN).checked_next_power_of_two()?;
        let list = self.free.get(usize::try_from(size.trailing_zeros()).ok()?)?;
        (layout.align() <= ALIGN).then_some((size, list))
    }
}

// SAFETY: a block is handed out either fresh, once, or from a list that `dealloc` put it on; a list holds only blocks of
// its own size, which is no less than any layout of its class, and all are aligned to `ALIGN`.
unsafe impl<M: Memory> GlobalAlloc for Heap<M> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some((size, list)) = self.class(layout) else { return null_mut() };
        let block = list.get();
        if !block.is_null() {
            // SAFETY: `dealloc` wrote the next block's address there; blocks are aligned for it.
            list.set(unsafe { block.cast::<*mut u8>().read() });
            return block;
        }
        if self.left.get() < size {
            let Some((more, bytes)) = self.memory.grow(size) else { return null_mut() };
            self.fresh.set(more);
            self.left.set(bytes);
        }
        let block = self.fresh.get();
        self.fresh.set(block.wrapping_add(size));
        self.left.set(self.left.get() - size);
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if let Some((_, list)) = self.class(layout) {
            // SAFETY: the block is ours again, at least `ALIGN` bytes long, and aligned for an address.
            unsafe { block.cast::<*mut u8>().write(list.get()) };
            list.set(block);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::vec::Vec;

    /// Gives pieces of 4 kB, then nothing; takes them back at the end.
    struct Pieces {
        left: Cell<usize>,
        given: RefCell<Vec<(*mut u8, Layout)>>,
    }
    impl Pieces {
        fn new(left: usize) -> Self {
            Self { left: Cell::new(left), given: RefCell::default() }
        }
    }
    impl Memory for Pieces {
        fn grow(&self, bytes: usize) -> Option<(*mut u8, usize)> {
            let size = bytes.next_multiple_of(4096);
            self.left.set(self.left.get().checked_sub(size)?);
            let layout = Layout::from_size_align(size, ALIGN).unwrap_or(Layout::new::<u8>());
            // SAFETY: the size is not zero.
            let piece = unsafe { std::alloc::alloc(layout) };
            self.given.borrow_mut().push((piece, layout));
            Some((piece, size))
        }
    }
    impl Drop for Pieces {
        fn drop(&mut self) {
            for (piece, layout) in self.given.borrow_mut().drain(..) {
                // SAFETY: from `alloc` with this layout, once; the heap that had it is gone.
                unsafe { std::alloc::dealloc(piece, layout) };
            }
        }
    }

    fn layout(size: usize) -> Layout {
        Layout::from_size_align(size, 8).unwrap_or(Layout::new::<u8>())
    }

    #[test]
    fn live_blocks_never_overlap_and_free_ones_come_back() {
        let heap = Heap::new(Pieces::new(1 << 20));
        let mut live: Vec<(*mut u8, usize, u8)> = Vec::new();
        let mut random: u32 = 1;
        // Miri takes a hundred times as long.
        for round in 0..if cfg!(miri) { 200 } else { 20_000 } {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let pick = usize::try_from(random >> 8).unwrap_or(0);
            if live.len() > 40 || (pick % 3 == 0 && !live.is_empty()) {
                let (block, size, mark) = live.swap_remove(pick % live.len());
                // SAFETY: a live block of this size.
                let bytes = unsafe { core::slice::from_raw_parts(block, size) };
                assert!(bytes.iter().all(|byte| *byte == mark), "round {round}");
                // SAFETY: with its own layout.
                unsafe { heap.dealloc(block, layout(size)) };
            } else {
                let size = 1 + pick % if cfg!(miri) { 300 } else { 3000 };
                let mark = random.to_be_bytes()[0];
                // SAFETY: the size is not zero.
                let block = unsafe { heap.alloc(layout(size)) };
                assert!(!block.is_null() && block.addr() % ALIGN == 0, "round {round}");
                // SAFETY: the block has that many bytes.
                unsafe { block.write_bytes(mark, size) };
                live.push((block, size, mark));
            }
        }
    }

    #[test]
    fn what_cannot_be_had_is_null() {
        let heap = Heap::new(Pieces::new(4096));
        // SAFETY: the sizes are not zero.
        unsafe {
            assert!(heap.alloc(layout(5000)).is_null());
            assert!(!heap.alloc(layout(4000)).is_null());
            assert!(heap.alloc(layout(1)).is_null());
            assert!(heap.alloc(Layout::from_size_align(1, 64).unwrap_or(Layout::new::<u8>())).is_null());
        }
    }
}
