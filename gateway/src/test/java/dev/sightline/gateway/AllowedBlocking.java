package dev.sightline.gateway;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/** What looks like waiting and is not. */
public final class AllowedBlocking implements BlockHoundIntegration {
    @Override
    public void applyTo(BlockHound.Builder builder) {
        // Random numbers for TLS and UUIDs come from /dev/urandom, which always has some.
        builder.allowBlockingCallsInside("sun.security.provider.NativePRNG$RandomIO", "readFully");
        // Netty's allocator locks for the moment in which it makes room for more threads.
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "allocate");
        // So do executors while they take a task out of the queue, or end a thread. An error thrown there would leave
        // in the
        // queue of the lock a thread that never takes it, and whoever waits behind it (the end of each scheduler) would
        // wait
        // for ever.
        String executor = ThreadPoolExecutor.class.getName();
        builder.allowBlockingCallsInside(executor + "$Worker", "lock");
        builder.allowBlockingCallsInside(executor, "addWorker");
        builder.allowBlockingCallsInside(executor, "remove");
        builder.allowBlockingCallsInside(executor, "tryTerminate");
        String queue = ScheduledThreadPoolExecutor.class.getName() + "$DelayedWorkQueue";
        for (String method : new String[] {"remove", "size", "isEmpty", "poll"}) {
            builder.allowBlockingCallsInside(queue, method);
        }
    }
}
