/**
 * Who may do what. There is no login yet: whoever reaches the service may do everything. So this package sees to it
 * that only those reach it who should.
 */
@NullMarked
package io.swarmbot.access;

import org.jspecify.annotations.NullMarked;
