/** What tus 1.0 (<a href="https://tus.io/protocols/resumable-upload">tus.io</a>) says in headers. Pure. */
@NullMarked
package io.swarmbot.files.tus;

import org.jspecify.annotations.NullMarked;
