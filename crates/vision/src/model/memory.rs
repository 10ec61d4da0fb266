//! Where model runs put what they compute.
//!
//! The runtime can get each array from the system, which costs a fifth of a run in page faults, or keep an arena a
//! session, which holds for ever what the largest picture needed, once for every network and lane. Here all sessions
//! share one range of addresses: nothing is faulted in twice, and networks that do not run at the same time use the
//! same memory.

use std::{
    alloc::{Layout, alloc, dealloc},
    collections::HashMap,
    ffi::c_void,
    ptr::{self, NonNull},
    sync::{Mutex, OnceLock, PoisonError},
};

use ort::{
    AsPointer,
    environment::Environment,
    memory::{AllocationDevice, AllocatorType, MemoryInfo, MemoryType},
    sys,
};

use super::spans::Spans;

/// Addresses set aside. Only what is touched becomes memory: some 100 MiB with two pictures at once.
const ADDRESSES: usize = 1 << 30;
/// Alignment of everything handed out, in bytes: a cache line, and the widest vector register.
const ALIGNMENT: usize = 64;

/// Arrays of this size and more go back to the system when they are freed, in bytes. Left to itself the C library keeps
/// what pictures and loading needed, scattered over its heaps. A line of text stays below: it would be faulted in anew
/// each time.
#[cfg(target_env = "gnu")]
const LARGE: i32 = 4 << 20;

/// Tells the C library, which the runtime and our pictures allocate from, to keep little.
pub(super) fn keep_little() {
    #[cfg(target_env = "gnu")]
    // SAFETY: changes a number of the allocator, which may be done at any time.
    #[expect(unsafe_code, reason = "call of the C library")]
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
}

/// Gives back what loading left behind: each model is parsed, optimised and laid out anew, which takes several times its
/// size for a moment.
pub(super) fn tidy() {
    #[cfg(target_env = "gnu")]
    // SAFETY: gives unused pages back, which may be done at any time.
    #[expect(unsafe_code, reason = "call of the C library")]
    unsafe {
        libc::malloc_trim(0);
    }
}

/// The shared range, with the runtime's view of it first: the runtime hands that back to each of its functions.
#[repr(C)]
struct Pool {
    interface: sys::OrtAllocator,
    info: MemoryInfo<'static>,
    /// Nothing where the system sets no addresses aside; then all comes from the system.
    base: Option<NonNull<u8>>,
    state: Mutex<State>,
}

struct State {
    spans: Spans,
    /// Sizes of what came from the system, by address: weights, and what did not fit.
    outside: HashMap<usize, Layout>,
}

// SAFETY: the pointers are written once; what they lead to is guarded by `state`.
#[expect(unsafe_code, reason = "raw pointers of the runtime's interface")]
unsafe impl Send for Pool {}
// SAFETY: as above.
#[expect(unsafe_code, reason = "raw pointers of the runtime's interface")]
unsafe impl Sync for Pool {}

static POOL: OnceLock<Result<Pool, String>> = OnceLock::new();

/// Lets the runtime's sessions share the range, once a process.
pub(super) fn share(environment: &Environment) -> Result<(), String> {
    let mut fresh = false;
    let pool = POOL.get_or_init(|| {
        fresh = true;
        Pool::new().map_err(|e| e.to_string())
    });
    let pool = pool.as_ref().map_err(Clone::clone)?;
    if !fresh {
        return Ok(());
    }
    let interface = ptr::from_ref(pool).cast_mut().cast::<sys::OrtAllocator>();
    // SAFETY: the environment is alive; the pool is a static of the C layout the runtime expects, and lives for ever.
    #[expect(unsafe_code, reason = "call of the runtime's C interface")]
    unsafe {
        let status = (ort::api().RegisterAllocator)(environment.ptr().cast_mut(), interface);
        ort::Error::result_from_status(status).map_err(|e| e.to_string())
    }
}

impl Pool {
    fn new() -> ort::Result<Self> {
        let info = MemoryInfo::new(AllocationDevice::CPU, 0, AllocatorType::Device, MemoryType::Default)?;
        // SAFETY: the size is not zero.
        #[expect(unsafe_code, reason = "addresses without an owner yet")]
        let base = NonNull::new(unsafe { alloc(layout(ADDRESSES)) });
        // SAFETY: every field that is not an optional function is a number.
        #[expect(unsafe_code, reason = "the runtime's structure has no safe constructor")]
        let empty = unsafe { sys::OrtAllocator::default() };
        let interface = sys::OrtAllocator {
            Alloc: Some(take),
            Free: Some(give_back),
            Info: Some(info_of),
            Reserve: Some(take_for_good),
            ..empty
        };
        let spans = Spans::new(if base.is_some() { ADDRESSES } else { 0 });
        Ok(Self { interface, info, base, state: Mutex::new(State { spans, outside: HashMap::new() }) })
    }

    fn take(&self, size: usize) -> *mut u8 {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match (self.base, state.spans.take(size)) {
            (Some(base), Some(start)) => base.as_ptr().wrapping_add(start),
            _ => state.take_outside(size),
        }
    }

    fn give_back(&self, address: *mut u8) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let start = self.base.and_then(|base| address.addr().checked_sub(base.as_ptr().addr()));
        if start.is_none_or(|start| start >= ADDRESSES || !state.spans.give_back(start)) {
            state.give_back_outside(address);
        }
    }
}

impl State {
    fn take_outside(&mut self, size: usize) -> *mut u8 {
        let layout = layout(size);
        // SAFETY: the layout's size is not zero.
        #[expect(unsafe_code, reason = "the runtime frees what it is given through the same interface")]
        let address = unsafe { alloc(layout) };
        if !address.is_null() {
            self.outside.insert(address.addr(), layout);
        }
        address
    }

    fn give_back_outside(&mut self, address: *mut u8) {
        if let Some(layout) = self.outside.remove(&address.addr()) {
            // SAFETY: the address came from `take_outside` with this layout, and was forgotten just now.
            #[expect(unsafe_code, reason = "what was taken from the system goes back there")]
            unsafe {
                dealloc(address, layout);
            }
        }
    }
}

fn layout(size: usize) -> Layout {
    let size = size.max(1).min(isize::MAX as usize / 2);
    Layout::from_size_align(size, ALIGNMENT).expect("half of the addresses, aligned to a power of two")
}

/// The pool whose interface the runtime hands back.
///
/// # Safety
/// `interface` is the one registered by [`share`].
#[expect(unsafe_code, reason = "the runtime's interface is a pointer")]
unsafe fn pool<'a>(interface: *const sys::OrtAllocator) -> &'a Pool {
    // SAFETY: the interface is the first field of a static pool, whose layout is C's.
    unsafe { &*interface.cast::<Pool>() }
}

#[expect(unsafe_code, reason = "called by the runtime")]
unsafe extern "system" fn take(interface: *mut sys::OrtAllocator, size: usize) -> *mut c_void {
    // SAFETY: the runtime passes what it was registered with.
    let pool = unsafe { pool(interface) };
    if size == 0 { ptr::null_mut() } else { pool.take(size).cast() }
}

/// Weights stay for the life of the process: they do not belong between what comes and goes.
#[expect(unsafe_code, reason = "called by the runtime")]
unsafe extern "system" fn take_for_good(interface: *const sys::OrtAllocator, size: usize) -> *mut c_void {
    // SAFETY: the runtime passes what it was registered with.
    let pool = unsafe { pool(interface) };
    let mut state = pool.state.lock().unwrap_or_else(PoisonError::into_inner);
    if size == 0 { ptr::null_mut() } else { state.take_outside(size).cast() }
}

#[expect(unsafe_code, reason = "called by the runtime")]
unsafe extern "system" fn give_back(interface: *mut sys::OrtAllocator, address: *mut c_void) {
    if !address.is_null() {
        // SAFETY: the runtime passes what it was registered with.
        unsafe { pool(interface) }.give_back(address.cast());
    }
}

#[expect(unsafe_code, reason = "called by the runtime")]
unsafe extern "system" fn info_of(interface: *const sys::OrtAllocator) -> *const sys::OrtMemoryInfo {
    // SAFETY: the runtime passes what it was registered with.
    unsafe { pool(interface) }.info.ptr()
}
