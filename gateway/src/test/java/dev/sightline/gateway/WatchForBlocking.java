package dev.sightline.gateway;

import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;
import reactor.blockhound.BlockHound;

/**
 * Makes every test fail in which a thread blocks that must not. Begins with the first test and not when it is made: it is
 * made also where tests are only looked for.
 */
public final class WatchForBlocking implements TestExecutionListener {
    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        BlockHound.install();
    }
}
