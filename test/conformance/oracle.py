"""Runs programs (see program.ts) on the real asyncio of CPython 3.13 under a virtual clock, and tells what happened.

Reads one program a line as JSON, writes its trace a line. Needs the standard library only. What `run`, `loop` and `close` are is
said here in asyncio's own terms. Where CPython leaves an order open (equal timers, the members of a set), it is made first in, first
out.
"""
import asyncio, contextvars, gc, heapq, json, sys, warnings
from asyncio import base_events, events, tasks, taskgroups, timeouts


class A(Exception): pass
class B(A): pass
class C(Exception): pass
CLASSES = {"A": A, "B": B, "C": C, "T": TimeoutError, "G": ExceptionGroup, "X": asyncio.CancelledError, "K": asyncio.BrokenBarrierError}


class Deadlock(KeyboardInterrupt):
    """Passes through tasks, as their loop lets KeyboardInterrupt pass."""


class Clock:
    now = 0


class Timer(events.TimerHandle):
    made = 0
    def __lt__(self, other):
        return (self._when, self.order) < (other._when, other.order)


def suppress(error, other):
    if other is not error: error.__dict__.setdefault("suppressed", []).append(other)


class VirtualLoop(base_events.BaseEventLoop):
    """Its selector never sleeps: time jumps."""

    def __init__(self, world):
        super().__init__()
        self.world, self.order, self._selector, self._clock_resolution = world, [], self, 1e-9
        self.set_exception_handler(self.failed)

    def failed(self, _, context):
        if isinstance(context.get("exception"), RecursionError): self.world.impossible = True

    def time(self): return self.world.clock.now
    def _process_events(self, _): pass
    def _write_to_self(self): pass

    def select(self, timeout):
        if timeout is None:
            self.world.log("deadlock")
            self.world.dead = True
            raise Deadlock
        if timeout > 0: self.world.clock.now += timeout
        return []

    def call_at(self, when, callback, *args, context=None):
        timer = Timer(when, callback, args, self, context)
        Timer.made += 1
        timer.order = Timer.made
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def create_task(self, coro, **kw):
        task = super().create_task(coro, **kw)
        self.order.append(task)
        return task


class Loop:
    """What loop() gives."""

    def __init__(self, world):
        self.world, self.loop = world, VirtualLoop(world)

    def until(self, future):
        """Also inside of another loop, which real asyncio refuses."""
        outer = events._get_running_loop()
        events._set_running_loop(None)
        try: self.loop.run_until_complete(future)
        finally: events._set_running_loop(outer)

    def run(self, coros, listed):
        ts = [self.loop.create_task(c) for c in coros]
        if not ts: return []
        fin, left, first = self.loop.create_future(), len(ts), None

        def done(t):
            nonlocal left, first
            e = t._make_cancelled_error() if t.cancelled() else t.exception()
            if e is not None and not isinstance(e, listed):
                if first is None:
                    first = e
                    for u in ts:
                        if not u.done(): u.cancel()
                elif not t.cancelled(): suppress(first, e)
            left -= 1
            if left == 0: fin.set_result(None)
        for t in ts: t.add_done_callback(done)
        self.until(fin)
        if first is not None: raise first
        return [asyncio.CancelledError() if t.cancelled() else t.exception() or t.result() for t in ts]

    def close(self):
        fin, left = self.loop.create_future(), 0

        def again():
            nonlocal left
            ts = [t for t in self.loop.order if not t.done()]
            left = len(ts)
            if left == 0: return fin.set_result(None)
            for t in ts:
                t.cancel()
                t.add_done_callback(done)

        def done(t):
            nonlocal left
            left -= 1
            if left == 0: again()
        again()
        self.until(fin)
        self.loop.close()


class OrderedSet(dict):
    def add(self, x): self[x] = None
    def discard(self, x): self.pop(x, None)
    remove = discard


class Group(taskgroups.TaskGroup):
    def __init__(self):
        super().__init__()
        self._tasks = OrderedSet()
        self.ended_early = False

    def cancel(self):
        """As CPython 3.15 has it."""
        if self._exiting and not self._tasks: return
        self.ended_early = True
        if not self._aborting: self._abort()
        if not self._parent_cancel_requested:
            self._parent_cancel_requested = True
            self._parent_task.cancel()

    async def __aexit__(self, et, exc, tb):
        await super().__aexit__(et, exc, tb)
        return self.ended_early and et is not None and issubclass(et, asyncio.CancelledError)


class MoveOn(timeouts.Timeout):
    """moveOnAfter(): a timeout that is no error."""

    async def __aexit__(self, et, exc, tb):
        try: return await super().__aexit__(et, exc, tb)
        except TimeoutError: return True


class AsCompleted(tasks._AsCompletedIterator):
    def __init__(self, futures, timeout=None):
        self._done, self._timeout_handle, self._todo = asyncio.Queue(), None, OrderedSet()
        for f in futures:
            if f not in self._todo:
                self._todo.add(f)
                f.add_done_callback(self._handle_completion)
        if self._todo and timeout is not None:
            self._timeout_handle = asyncio.get_running_loop().call_later(timeout, self._handle_timeout)
        self._todo_left = len(self._todo)


class Race(asyncio.Future):
    """race(): the first to end decides, the others are cancelled and waited for."""

    def __init__(self, futures, loop):
        super().__init__(loop=loop)
        self.futures, self.winner, self.losers, self.failures, self.requested = list(dict.fromkeys(futures)), None, [], [], False
        self.left = len(self.futures)
        for f in self.futures: f.add_done_callback(self.ended)

    def cancel(self, msg=None):
        if self.done(): return False
        reached = [f.cancel(msg=msg) for f in self.futures]
        self.requested = self.requested or any(reached)
        return any(reached)

    def ended(self, f):
        self.left -= 1
        failed = not f.cancelled() and f.exception() is not None
        if self.winner is None:
            self.winner = f
            self.losers = [l for l in self.futures if not l.done()]
            for l in self.losers: l.cancel()
        elif failed and f in self.losers: self.failures.append(f.exception())
        if self.left or self.done(): return
        w = self.winner
        if not w.cancelled() and w.exception() is not None: self.failures.insert(0, w.exception())
        if self.failures:
            for other in self.failures[1:]: suppress(self.failures[0], other)
            self.set_exception(self.failures[0])
        elif w.cancelled() or self.requested: self.set_exception(asyncio.CancelledError())
        else: self.set_result(w.result())


MAKE = {
    "queue": asyncio.Queue, "lifo": asyncio.LifoQueue, "priority": asyncio.PriorityQueue, "event": lambda _: asyncio.Event(),
    "lock": lambda _: asyncio.Lock(), "semaphore": asyncio.Semaphore, "bounded": asyncio.BoundedSemaphore,
    "condition": lambda _: asyncio.Condition(), "barrier": asyncio.Barrier,
}
RETURN = object()


class World:
    def __init__(self, program):
        self.clock, self.trace, self.dead, self.shown = Clock(), [], False, 0
        self.impossible = False
        self.things = [MAKE[kind](n) for kind, n in program["things"]]
        self.tasks, self.outer, self.groups, self.flags, self.loops = {}, {}, {}, [False] * 4, []
        self.futures_, self.deadlines, self.callbacks = {}, {}, {}
        self.variables = [contextvars.ContextVar("v%d" % n, default=None) for n in range(2)]
        self.program = program

    def log(self, *words):
        if self.dead: return
        if self.clock.now != self.shown:
            self.shown = self.clock.now
            self.trace.append("@%d" % self.shown)
        self.trace.append(" ".join(map(str, words)))

    def show(self, v):
        if isinstance(v, asyncio.CancelledError): return "Cancelled"
        if isinstance(v, BaseExceptionGroup): return "Group[%s]" % " ".join(map(self.show, v.exceptions))
        if isinstance(v, A | C): return type(v).__name__ + str(v)
        # CPython gives up when an await cycle is cancelled; and once a task has awaited itself, nobody else can await it.
        if isinstance(v, RecursionError) or "await wasn't used with future" in str(v): self.impossible = True
        if isinstance(v, BaseException):
            return {"RuntimeError": "LoopError", "ValueError": "RangeError", "QueueEmpty": "QueueEmptyError",
                    "QueueFull": "QueueFullError", "QueueShutDown": "QueueShutDownError"}.get(type(v).__name__, type(v).__name__)
        if isinstance(v, list): return "[%s]" % " ".join(map(self.show, v))
        if isinstance(v, bool): return str(v).lower()
        return "-" if v is None else str(v)

    def main(self):
        try:
            own = Loop(self)
            self.loops.append(own)
            for step in self.program["steps"]:
                if step[0] == "run":
                    try: self.log("run", self.show(self.start(own, step[1], step[2])))
                    except BaseException as e:
                        if isinstance(e, Deadlock): raise
                        self.log("run!", self.show(e), self.show([] if isinstance(e, asyncio.CancelledError) else getattr(e, "suppressed", [])))
                elif step[0] == "spawn": self.tasks[step[1]] = own.loop.create_task(self.body(step[2]))
                elif step[0] == "cancel": step[1] in self.tasks and self.tasks[step[1]].cancel()
            own.close()
            self.log("closed")
        except Deadlock: pass
        return self.trace

    def start(self, loop, bodies, listed):
        return loop.run([self.body(b) for b in bodies], tuple(CLASSES[n] for n in listed))

    async def body(self, body):
        """A coroutine: [id, statements]."""
        r = await self.block(body[0], body[1])
        return r[1] if r is not None else body[0]

    async def block(self, me, statements):
        for s in statements:
            r = await self.statement(me, s)
            if r is not None: return r

    async def statement(self, me, s):
        op = s[0]
        control = CONTROL.get(op)
        if control is not None: return await control(self, me, s)
        try: v = await WAITS[op](self, me, s) if op in WAITS else OPS[op](self, me, s)
        except BaseException as e:
            self.log(me, op, "!", self.show(e))
            raise
        self.log(me, op, self.show(v))

    def callback(self, id_):
        """The same for the same number, so that it can be taken back."""
        return self.callbacks.setdefault(id_, lambda f: self.log(
            "callback", id_, self.show(f.cancelled()), outcome(self, f), self.show(self.variables[0].get())))

    # What can be awaited: a slot's task, or a body.
    def awaitable(self, a):
        if isinstance(a, int): return self.tasks.get(a) or self.body([-1, []])
        return self.body(a)

    def futures(self, list_):
        loop = asyncio.get_running_loop()
        return [f if isinstance(f, asyncio.Future) else loop.create_task(f) for f in map(self.awaitable, list_)]


async def c_try(w, me, s):
    _, body, kind, handler, final = s
    try:
        try: return await w.block(me, body)
        except BaseException as e:
            if kind is None or isinstance(e, Deadlock | GeneratorExit): raise
            cancelled = isinstance(e, asyncio.CancelledError)
            if kind == "cancel" and not cancelled or kind == "error" and cancelled: raise
            w.log(me, "catch", w.show(e))
            r = await w.block(me, handler)
            if r is not None: return r
            if s[0] == "tryAgain": raise
    finally:
        # An abandoned coroutine is closed by the garbage collector, in the middle of another program.
        if final is not None and not w.dead:
            w.log(me, "finally")
            await w.block(me, final)


async def c_repeat(w, me, s):
    for _ in range(s[1]):
        r = await w.block(me, s[2])
        if r is not None: return r


async def c_return(w, me, s): return (RETURN, s[1])


async def c_call(w, me, s): await w.block(me, s[1])


async def timed(me, w, s):
    async with asyncio.timeout(s[1]): return await w.awaitable(s[2])


async def hold(me, w, s):
    async with w.things[s[1]]: await w.block(me, s[2])


async def group(me, w, s):
    try:
        async with Group() as g:
            w.groups[s[1]] = g
            await w.block(me, s[2])
    except BaseExceptionGroup: raise


async def waited(me, w, s):
    ts = [w.tasks[k] for k in s[1] if k in w.tasks]
    if not ts: return None
    done, _ = await asyncio.wait(ts, timeout=s[2], return_when=s[3])
    return [("done" if t in done else "pending") for t in dict.fromkeys(ts)]


async def completed(me, w, s):
    got = []
    for n, next_ in enumerate(AsCompleted(w.futures(s[1]))):
        if n == s[2]:
            next_.close()
            break
        try: got.append(await next_)
        except (A, C) as e: got.append(e)
    return got


def put_now(me, w, s): w.things[s[1]].put_nowait(s[2])


def nested(me, w, s):
    inner, tasks_, outer, futures = Loop(w), w.tasks, w.outer, w.futures_
    w.tasks, w.outer, w.futures_ = {}, tasks_, {}
    try: return w.start(inner, s[1], s[2])
    finally:
        if not w.dead: inner.close()
        w.tasks, w.outer, w.futures_ = tasks_, outer, futures


def spawn_in(me, w, s):
    g = w.groups.get(s[1])
    if g is None: return None
    c = w.body(s[3])
    try: w.tasks[s[2]] = g.create_task(c)
    except RuntimeError:
        c.close()
        raise


def cancel(me, w, s):
    t = asyncio.current_task() if s[1] is None else w.tasks.get(s[1])
    return t and t.cancel()


def uncancel(me, w, s):
    t = asyncio.current_task() if s[1] is None else w.tasks.get(s[1])
    return t and t.uncancel()


def state(me, w, s):
    t = asyncio.current_task() if s[1] is None else w.tasks.get(s[1])
    if t is None: return None
    return "%s %s %d %s" % (w.show(t.done()), w.show(t.cancelled()), t.cancelling(), outcome(w, t))


def outcome(w, f):
    try: return w.show(f.result())
    except BaseException as e: return "!" + w.show(e)


async def completed_on(me, w, s):
    got, it = [], AsCompleted(w.futures(s[1]), s[3])
    for most in s[2], float("inf"):
        if most == 0: continue
        taken = 0
        for next_ in it:
            try: got.append(await next_)
            except (A, C, TimeoutError) as e: got.append(e)
            taken += 1
            if taken == most: break
    return got


async def timed_body(me, w, s):
    async with asyncio.timeout(s[2]) as t:
        w.deadlines[s[1]] = t
        await w.block(me, s[3])


def reschedule(me, w, s):
    if s[1] in w.deadlines: w.deadlines[s[1]].reschedule(asyncio.get_running_loop().time() + s[2])


def deadline(me, w, s):
    t = w.deadlines.get(s[1])
    return t and "%d %s" % (t.when(), w.show(t.expired()))


async def timed_at(me, w, s):
    async with asyncio.timeout_at(asyncio.get_running_loop().time() + s[1]): return await w.awaitable(s[2])


async def move_on(me, w, s):
    async with MoveOn(asyncio.get_running_loop().time() + s[1]): return await w.awaitable(s[2])


async def exit_stack(me, w, s):
    first = None
    for block in [s[1], *reversed(s[2])]:
        try: await w.block(me, block)
        except Deadlock: raise
        except BaseException as e:
            later = isinstance(e, asyncio.CancelledError) and not isinstance(first, asyncio.CancelledError)
            if first is not None: suppress(e, first) if later else suppress(first, e)
            if first is None or later: first = e
    if first is not None: raise first


def future(me, w, s): w.futures_[s[1]] = asyncio.get_running_loop().create_future()
def of_future(f):
    def op(w, me, s): return f(w, w.futures_[s[1]], s) if s[1] in w.futures_ else None
    return op
def set_exception(w, f, s): f.set_exception(CLASSES[s[2]](*([s[3]] if s[2] in "ABC" else [])))
async def await_future(me, w, s): return await w.futures_[s[1]] if s[1] in w.futures_ else None


def done_callback(name):
    def op(w, me, s):
        f = (w.tasks if s[1] == "task" else w.futures_).get(s[2])
        return f and getattr(f, name)(w.callback(s[3]))
    return op


def within(w, me, s):
    context = contextvars.copy_context()
    context.run(w.variables[s[1]].set, s[2])
    return context.run(OPS[s[3][0]], w, me, s[3])


def set_var(w, me, s): w.variables[s[1]].set(s[2])
def group_cancel(w, me, s): return w.groups[s[1]].cancel() if s[1] in w.groups else None


def look(me, w, s):
    x = w.things[s[1]]
    if isinstance(x, asyncio.Queue): return "%d %s %s" % (x.qsize(), w.show(x.empty()), w.show(x.full()))
    if isinstance(x, asyncio.Event): return x.is_set()
    if isinstance(x, asyncio.Barrier): return "%d %s" % (x.n_waiting, w.show(x.broken))
    return x.locked()


def spawn(me, w, s): w.tasks[s[1]] = asyncio.create_task(w.body(s[2]))
def raise_(me, w, s): raise CLASSES[s[1]](*([s[2]] if s[1] in "ABC" else []))
def flag(me, w, s): w.flags[s[1]] = s[2]
def thing(name): return lambda w, me, s: getattr(w.things[s[1]], name)(*s[2:])
async def gathered(me, w, s): return await asyncio.gather(*map(w.awaitable, s[1]), return_exceptions=s[2])
async def raced(me, w, s): return await Race(w.futures(s[1]), asyncio.get_running_loop())
def swap(f): return lambda w, me, s: f(me, w, s)


async def nothing(v): return None if isinstance(v, bool) else v
def quiet(name):
    async def op(w, me, s): return await nothing(await getattr(w.things[s[1]], name)(*s[2:]))
    return op


async def shielded(me, w, s): return await asyncio.shield(w.awaitable(s[1]))
async def joined(me, w, s): return await w.tasks[s[1]] if s[1] in w.tasks else None
async def joined_outer(me, w, s): return await w.outer[s[1]] if s[1] in w.outer else None
async def wait_for(me, w, s): return await asyncio.wait_for(w.awaitable(s[2]), s[1])
async def cond_wait_for(me, w, s): return await w.things[s[1]].wait_for(lambda: w.flags[s[2]])
async def sleep(me, w, s): return await asyncio.sleep(s[1], s[2])

CONTROL = {"try": c_try, "tryAgain": c_try, "repeat": c_repeat, "return": c_return, "call": c_call}
WAITS = {
    "sleep": swap(sleep), "join": swap(joined), "joinOuter": swap(joined_outer), "gather": swap(gathered), "race": swap(raced), "shield": swap(shielded),
    "timeout": swap(timed), "waitFor": swap(wait_for), "wait": swap(waited), "asCompleted": swap(completed), "group": swap(group),
    "put": quiet("put"), "get": quiet("get"), "queueJoin": quiet("join"), "eventWait": quiet("wait"), "acquire": quiet("acquire"),
    "hold": swap(hold), "with": swap(hold), "conditionWait": quiet("wait"), "conditionWaitFor": swap(cond_wait_for),
    "timeoutBody": swap(timed_body), "timeoutAt": swap(timed_at), "moveOnAfter": swap(move_on), "awaitFuture": swap(await_future),
    "asCompletedOn": swap(completed_on), "exitStack": swap(exit_stack),
    "barrierWait": quiet("wait"), "barrierReset": quiet("reset"), "barrierAbort": quiet("abort"),
}
OPS = WAITS | {
    "spawn": swap(spawn), "cancel": swap(cancel), "uncancel": swap(uncancel), "state": swap(state), "raise": swap(raise_),
    "groupSpawn": swap(spawn_in), "nested": swap(nested), "flag": swap(flag), "look": swap(look), "putNowait": swap(put_now),
    "getNowait": thing("get_nowait"), "taskDone": thing("task_done"), "set": thing("set"), "clear": thing("clear"),
    "shutdown": thing("shutdown"), "reschedule": swap(reschedule), "deadline": swap(deadline), "future": swap(future),
    "cancelFuture": of_future(lambda w, f, s: f.cancel()), "setResult": of_future(lambda w, f, s: f.set_result(s[2])),
    "setException": of_future(set_exception),
    "futureState": of_future(lambda w, f, s: "%s %s %s" % (w.show(f.done()), w.show(f.cancelled()), outcome(w, f))),
    "addDone": done_callback("add_done_callback"), "removeDone": done_callback("remove_done_callback"),
    "groupCancel": group_cancel, "setVar": set_var, "getVar": lambda w, me, s: w.variables[s[1]].get(), "within": within,
    "release": thing("release"), "notify": thing("notify"), "notifyAll": thing("notify_all"),
}


def main():
    warnings.simplefilter("ignore")
    sys.unraisablehook = lambda _: None
    # The garbage collector closes coroutines that were abandoned, and that runs code of theirs: never in the middle of a program.
    gc.freeze()
    gc.disable()
    for count, line in enumerate(sys.stdin):
        if count % 20 == 0: gc.collect()
        world = World(json.loads(line))
        try: trace = contextvars.copy_context().run(world.main)
        except RecursionError: world.impossible = True
        if world.impossible: trace = None
        world.dead = True
        sys.stdout.write(json.dumps(trace) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.version_info[:2] != (3, 13): sys.exit("the oracle is CPython 3.13, not " + sys.version)
    main()
