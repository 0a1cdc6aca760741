package io.swarmbot.grant;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Names for a comparison with brute force. Patterns have at most two of the letters a and b. Names have at most three
 * of a, b and c: one more letter and one more place than the patterns, so that no few patterns cover another by chance.
 */
final class SmallNames {

    static final List<String> NAMES = texts("abc", 3);

    private SmallNames() {}

    static List<NamePattern> patterns() {
        return patternTexts().stream().map(NamePattern::new).toList();
    }

    /** Each of the small patterns as text. */
    static List<String> patternTexts() {
        return Stream.concat(Stream.of("*"), texts("ab", 2).stream().flatMap(text -> Stream.of(text, text + "*")))
                .toList();
    }

    /** A text of at most that length from the alphabet. */
    static String randomText(Random random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(length + 1); left > 0; left--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static List<String> texts(String alphabet, int longest) {
        List<String> texts = new ArrayList<>();
        List<String> last = List.of("");
        for (int length = 1; length <= longest; length++) {
            last = last.stream()
                    .flatMap(text -> alphabet.chars().mapToObj(c -> text + (char) c))
                    .toList();
            texts.addAll(last);
        }
        return List.copyOf(texts);
    }
}
