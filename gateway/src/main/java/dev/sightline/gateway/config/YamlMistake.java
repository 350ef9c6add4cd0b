package dev.sightline.gateway.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a text is no YAML. The parser tells first what it was doing and where that began, and then what was wrong and where,
 * which is what people have to mend.
 *
 * @param line from 1
 * @param what was wrong, in a line
 */
public record YamlMistake(int line, String what) {
    private static final Pattern TOLD = Pattern.compile("(?m)^(\\S.*)\\R\\s+in .*, line (\\d{1,9}), column (\\d{1,9})");

    /** What the parser complains of. */
    public static YamlMistake of(JsonProcessingException complaint) {
        String message = complaint.getOriginalMessage();
        int line = complaint.getLocation() == null ? 1 : complaint.getLocation().getLineNr();
        String what = message.lines().findFirst().orElse("no reason given");
        Matcher told = TOLD.matcher(message);
        while (told.find()) {
            line = Integer.parseInt(told.group(2));
            what = told.group(1) + " (column " + told.group(3) + ")";
        }
        return new YamlMistake(Math.max(1, line), what);
    }
}
