package dev.sightline.gateway.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Every step that the kernel takes from the root to a file, symbolic links followed one by one: the directories that the
 * links lie in decide what is read as much as those of the real path do ({@code path_resolution(7)}).
 *
 * @param steps directories and links in the order in which they are passed, each once
 * @param file what lies at the end; absent when the way is closed before it
 * @param closed the directory that this process may not enter
 */
public record FileWay(List<FileFacts> steps, Optional<FileFacts> file, Optional<FileFacts> closed) {
    private static final int MOST_LINKS = 40;

    public FileWay {
        steps = List.copyOf(steps);
    }

    /** @throws IOException when something on the way is missing, or the links turn in a circle */
    public static FileWay to(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path at = absolute.getRoot();
        Deque<Path> rest = new ArrayDeque<>();
        absolute.forEach(rest::add);
        List<FileFacts> steps = new ArrayList<>(List.of(FileFacts.of(at)));
        int links = 0;
        while (!rest.isEmpty()) {
            Path name = rest.pop();
            if (name.toString().equals("..")) {
                at = Optional.ofNullable(at.getParent()).orElse(at);
                continue;
            }
            if (name.toString().equals(".") || name.toString().isEmpty()) {
                continue;
            }
            FileFacts next;
            try {
                next = FileFacts.of(at.resolve(name));
            } catch (AccessDeniedException e) {
                return new FileWay(steps, Optional.empty(), Optional.of(FileFacts.of(at)));
            }
            if (next.isLink()) {
                if (++links > MOST_LINKS) {
                    throw new FileSystemLoopException(path.toString());
                }
                add(steps, next);
                Path target = Files.readSymbolicLink(next.path());
                at = target.isAbsolute() ? target.getRoot() : at;
                pushAll(rest, target);
            } else if (next.isDirectory()) {
                add(steps, next);
                at = next.path();
            } else {
                return new FileWay(steps, Optional.of(next), Optional.empty());
            }
        }
        return new FileWay(steps, Optional.of(FileFacts.of(at)), Optional.empty());
    }

    public List<FileFacts> directories() {
        return steps.stream().filter(FileFacts::isDirectory).toList();
    }

    private static void add(List<FileFacts> steps, FileFacts next) {
        if (steps.stream().noneMatch(known -> known.path().equals(next.path()))) {
            steps.add(next);
        }
    }

    private static void pushAll(Deque<Path> rest, Path target) {
        List<Path> names = new ArrayList<>();
        target.forEach(names::add);
        for (int i = names.size() - 1; i >= 0; i--) {
            rest.push(names.get(i));
        }
    }
}
