package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineBudgetTest {

    private final LineBudget budget = new LineBudget();

    @Test
    void fiftyLinesOfASecondAreWrittenAndTheNextOneSaysHowManyWereNot() {
        for (int n = 0; n < 50; n++) {
            assertThat(budget.take(-5)).isZero();
        }
        for (int n = 0; n < 7; n++) {
            assertThat(budget.take(999_999_994)).isNegative();
        }

        assertThat(budget.take(999_999_995)).isEqualTo(7);
        assertThat(budget.take(999_999_995)).isZero();
    }
}
