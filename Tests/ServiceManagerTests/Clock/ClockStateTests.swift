import ServiceManager
import Testing

struct ClockStateTests {
    /// Of <sys/timex.h>: TIME_OK 0, TIME_INS 1, TIME_ERROR 5; STA_PLL 0x1, STA_UNSYNC 0x40.
    @Test(
        "a clock is synchronized unless the kernel says error or unsynchronized",
        arguments: [(0, 0x1, true), (1, 0x2001, true), (5, 0x1, false), (0, 0x40, false), (5, 0x41, false)])
    func states(code: Int32, status: Int32, isSynchronized: Bool) {
        #expect(ClockState(code: code, status: status) == (isSynchronized ? .synchronized : .unsynchronized))
    }

    @Test("the kernel's answer is the same twice, whatever it is")
    func kernel() {
        #expect(ClockState() == ClockState())
    }
}
