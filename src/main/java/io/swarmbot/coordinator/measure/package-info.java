/** What a coordinator tells about its work, for those who count it. */
@NullMarked
package io.swarmbot.coordinator.measure;

import org.jspecify.annotations.NullMarked;
