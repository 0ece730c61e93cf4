"""Runs plugins: `client` in our process, `child` in a process of its own, and `wire` between them.

A plugin can make libextism abort, compile for hours or fill the memory, and nothing inside a process bounds that. So it
runs in a child, which our process ends and replaces as it needs to. What must not be lost, such as the host's storage,
lives on our side.

    our process                                          the child
    +-----------------------------------------+          +------------------------------------------+
    | runner thread                           |          | main thread                              |
    |   EngineClient    what is asked         |          |   Worker         reads, runs, answers    |
    |   ChildSupervisor which child there is  |  socket  |   CallSeries     calls one instance      |
    |   Connection      what this child has --+----------+-> InstancePool   compiles and builds     |
    |   ChildProcess    limits and its end    |          |   libextism      the engine, by cffi     |
    |                                         |  pipe    | control thread                           |
    | any thread: cancel ---------------------+----------+-> RunningCall    ends the call that runs |
    |                                         |          | reporting thread                         |
    |   HostStateStore  storage, clock, log <-+----------+-- GuestHost      what a guest did        |
    +-----------------------------------------+          | threads of the engine: timer, compiler   |
            ^                     ^                      +------------------------------------------+
            |   shared memory     |                                 |
            |   SharedPayloadBuffer   one large payload, there or back
            +-- ResultBuffer          outcomes of a batch that are not sent yet: the child's death loses none

Threads. One thread of ours asks, and waits for the answer: one request at a time. `cancel` may come from any thread,
and goes by a pipe of its own. In the child only the main thread touches libextism, except to cancel: the engine mixes
up outputs when two threads share an instance. A third thread reports what a running call logs, every 50 ms.

One dispatch. `EngineClient.call` makes a `Request`; `Connection.ask` first sends what the child lacks (the host's state
if a person changed it, the module if it is new), then the request as one frame: a JSON header, and the payload
behind it or in the shared buffer. The child calls the instance and answers with one frame: the output, the times and
the pages of the instance's memory. Before it may come reports: a stored value at once, so that no death loses it;
logs and counters in portions; the phase, which brings a new deadline. The client waits in ticks of 20 ms, and looks at
each one whether the deadline has passed, the memory limit is exceeded, or a person wants to cancel. A child that dies
is an outcome as well, which names the cause; one that was dead before it read the request is replaced, and the
request made again.

Limits. The engine keeps the limits of the budget: fuel, wall clock, pages. Ours come from outside, for what the engine
does not bound: the processor time of a compile (`compile_limit_ms`), resident memory (`resident_limit_mb`), and one
second above the budget's wall clock for each call.

Owns: everything about running a module. Must not know: layers, verdicts, generations. May import: the engine's port and
the values in it (`session.ports`), `protocol`, `errors`. This package imports neither half by itself.
"""
