package dev.sightline.probe.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file that ends with a whole block, also where the disk is full. Not for several threads. */
final class WholeBlocksFile implements Closeable {
    private final FileChannel file;
    private long complete;

    WholeBlocksFile(FileChannel file) {
        this.file = file;
    }

    /**
     * Writes all of the blocks, or none.
     *
     * @throws IOException when they cannot be written
     */
    void append(ByteBuffer blocks) throws IOException {
        try {
            while (blocks.hasRemaining()) {
                file.write(blocks);
            }
            complete = file.position();
        } catch (IOException e) {
            cutOff(e);
            throw e;
        }
    }

    private void cutOff(IOException reason) {
        try {
            file.truncate(complete);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
