package io.swarmbot.swarm.query;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.query.TaskFilter.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a query: terms that are separated by spaces. A term is {@code field:name,name}, {@code field>value} or words to
 * look for, in quotes if there is a space in them; {@code -} before it negates it.
 *
 * <p>Thread-safety: none.
 */
final class QueryReader {

    private static final Pattern FIELD = Pattern.compile("([A-Za-z_]+)(>=|<=|>|<|:)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\*?|\\*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final String query;
    private int at;

    /** @throws Rejection if the query is too long */
    QueryReader(String query) {
        if (query.length() > TaskFilter.MOST_CHARACTERS) {
            throw new Rejection(
                    ErrorCode.BAD_PARAMETER, "q has " + TaskFilter.MOST_CHARACTERS + " characters at the most");
        }
        this.query = query;
    }

    /** Whether a text is read as it is, without quotes. */
    static boolean isPlain(String text) {
        return !text.startsWith("-")
                && !text.startsWith("\"")
                && text.chars().noneMatch(QueryReader::isSpace)
                && !FIELD.matcher(text).lookingAt();
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    List<Term> terms() {
        List<Term> terms = new ArrayList<>();
        for (skipSpaces(); at < query.length(); skipSpaces()) {
            if (terms.size() == TaskFilter.MOST_TERMS) {
                throw problem(at, "there are more than " + TaskFilter.MOST_TERMS + " terms");
            }
            terms.add(term());
        }
        return terms;
    }

    private void skipSpaces() {
        while (at < query.length() && isSpace(query.charAt(at))) {
            at++;
        }
    }

    private Term term() {
        boolean isNegated = query.charAt(at) == '-';
        if (isNegated) {
            at++;
        }
        Matcher field = FIELD.matcher(query).region(at, query.length());
        if (!field.lookingAt()) {
            int start = at;
            String text = value();
            if (text.isEmpty()) {
                throw problem(start, "there is nothing to look for");
            }
            return new Term(isNegated, new Condition.Containing(text));
        }
        int start = at;
        at = field.end();
        return new Term(isNegated, condition(field.group(1), operator(field.group(2)), start));
    }

    private static Operator operator(String sign) {
        return Stream.of(Operator.values())
                .filter(each -> each.toString().equals(sign))
                .findFirst()
                .orElseThrow();
    }

    private Condition condition(String field, Operator operator, int start) {
        Optional<NameField> names = NameField.ofWireName(field);
        if (names.isPresent()) {
            if (operator != Operator.EQUAL) {
                throw problem(start, field + " takes a colon: " + field + ":name");
            }
            return new Condition.OneOf(names.get(), names(names.get()));
        }
        int valueAt = at;
        Optional<NumberField> number = NumberField.ofWireName(field);
        if (number.isPresent()) {
            String text = value();
            if (!NUMBER.matcher(text).matches()) {
                throw problem(valueAt, field + " takes a number, not " + quoted(text));
            }
            return new Condition.Compared(number.get(), operator, Integer.parseInt(text));
        }
        TimeField time = TimeField.ofWireName(field)
                .orElseThrow(() -> problem(start, "there is no field " + quoted(field) + "; fields are " + fields()));
        if (operator == Operator.EQUAL) {
            throw problem(start, field + " takes < or >: " + field + ">5m");
        }
        String text = value();
        return new Condition.Lasting(
                time,
                operator,
                Durations.parse(text)
                        .orElseThrow(
                                () -> problem(valueAt, field + " takes " + Durations.FORM + ", not " + quoted(text))));
    }

    private List<String> names(NameField field) {
        List<String> allowed = field.names();
        int start = at;
        List<String> names = List.of(value().split(",", -1));
        for (String name : names) {
            boolean isGood = allowed.isEmpty() ? NAME.matcher(name).matches() : allowed.contains(name);
            if (!isGood) {
                String due =
                        allowed.isEmpty() ? "a name, or its beginning with a * behind" : String.join(", ", allowed);
                throw problem(start, field.wireName() + " takes " + due + ", not " + quoted(name));
            }
        }
        return names;
    }

    /** The text up to the next space, or the text in quotes. */
    private String value() {
        if (at < query.length() && query.charAt(at) == '"') {
            return quotedValue();
        }
        int start = at;
        while (at < query.length() && !isSpace(query.charAt(at))) {
            at++;
        }
        return query.substring(start, at);
    }

    private String quotedValue() {
        int start = at++;
        StringBuilder text = new StringBuilder();
        while (at < query.length() && query.charAt(at) != '"') {
            if (query.charAt(at) == '\\' && at + 1 < query.length()) {
                at++;
            }
            text.append(query.charAt(at++));
        }
        if (at == query.length()) {
            throw problem(start, "the quote is not closed");
        }
        at++;
        if (at < query.length() && !isSpace(query.charAt(at))) {
            throw problem(at, "a space is due behind the quote");
        }
        return text.toString();
    }

    private static String fields() {
        return Stream.of(
                        Stream.of(NameField.values()).map(NameField::wireName),
                        Stream.of(NumberField.values()).map(NumberField::wireName),
                        Stream.of(TimeField.values()).map(TimeField::wireName))
                .flatMap(names -> names)
                .collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return "'" + text.substring(0, Math.min(64, text.length())) + "'";
    }

    private static Rejection problem(int position, String what) {
        return new Rejection(ErrorCode.BAD_PARAMETER, "q, character " + (position + 1) + ": " + what);
    }
}
