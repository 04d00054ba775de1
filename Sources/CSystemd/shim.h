#pragma once
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
// adjtimex, which Swift's module of the C library leaves out.
#include <sys/timex.h>
