/** Makes the pictures of the dashboard that the site shows. Only the Maven profile {@code screenshots} runs it. */
package io.swarmbot.tour;
