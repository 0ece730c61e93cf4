#![no_std]

#[panic_handler]
fn panicked(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

struct Places<'a>(&'a [u32; 2]);

impl Places<'_> {
    #[inline(never)]
    fn at(&self, index: usize) -> u32 {
        match self.0.get(index) {
            Some(found) => *found,
            None => core::arch::wasm32::unreachable(),
        }
    }

    #[inline(always)]
    fn behind(&self, index: usize) -> u32 {
        self.at(index + 3) + 1
    }
}

static PLACES: [u32; 2] = [1, 2];

#[no_mangle]
pub extern "C" fn index() -> u32 {
    let at = unsafe { core::ptr::read_volatile(&1) };
    Places(&PLACES).behind(at)
}
