package dev.sightline.probe.selftest;

import java.io.IOException;
import java.io.OutputStream;

/** Ends this process with the one that started it: the standard input is a pipe that only the parent holds. */
final class ParentProcess {
    private ParentProcess() {}

    static void endWithIt() {
        Thread thread = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException gone) {
                        Runtime.getRuntime().halt(0);
                    }
                    Runtime.getRuntime().halt(0);
                },
                "parent");
        thread.setDaemon(true);
        thread.start();
    }
}
