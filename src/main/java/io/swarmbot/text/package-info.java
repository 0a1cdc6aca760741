/** How names in the code are written for others, and hashes of texts. Every package may use it, and it uses none. */
@NullMarked
package io.swarmbot.text;

import org.jspecify.annotations.NullMarked;
