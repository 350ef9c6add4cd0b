/** What is kept of access control: users, tokens, the tickets' key and the audit log, each a file of the state directory. */
@NullMarked
package dev.sightline.gateway.access.store;

import org.jspecify.annotations.NullMarked;
