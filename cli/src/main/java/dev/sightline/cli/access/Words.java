package dev.sightline.cli.access;

import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.User;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Reads what is typed of names, roles, scopes and cameras. */
final class Words {
    private Words() {}

    static final class Roles implements ITypeConverter<Role> {
        @Override
        public Role convert(String text) {
            return Role.parse(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no role; expected viewer, operator or admin"));
        }
    }

    static final class Scopes implements ITypeConverter<Permission> {
        @Override
        public Permission convert(String text) {
            return Permission.parse(text)
                    .filter(scope -> scope != Permission.USERS)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no scope; expected read, watch, inspect or tickets"));
        }
    }

    static String name(String text, CommandLine command) {
        return User.nameOf(text)
                .orElseThrow(() ->
                        new ParameterException(command, "'" + text + "' is no name; expected " + User.nameForm()));
    }

    /** All cameras when none is named. */
    static Cameras cameras(List<String> ids, CommandLine command) {
        return ids.isEmpty()
                ? Cameras.every()
                : Cameras.parse(ids)
                        .orElseThrow(() -> new ParameterException(
                                command, "--camera was expected to be a camera's id, such as gate-3"));
    }

    static Set<Permission> scopes(List<Permission> listed) {
        return listed.isEmpty() ? EnumSet.noneOf(Permission.class) : EnumSet.copyOf(listed);
    }
}
