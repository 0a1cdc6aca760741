package io.swarmbot.tour;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import io.swarmbot.testing.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Takes pictures of a page in light, in dark, and as a phone shows it. */
final class Photographer {

    /** How a page is looked at. */
    enum Look {
        LIGHT(ColorScheme.LIGHT, 1280, 800),
        DARK(ColorScheme.DARK, 1280, 800),
        PHONE(ColorScheme.LIGHT, 390, 844);

        private final ColorScheme scheme;
        private final int width;
        private final int height;

        Look(ColorScheme scheme, int width, int height) {
            this.scheme = scheme;
            this.width = width;
            this.height = height;
        }

        void apply(Page page) {
            page.setViewportSize(width, height);
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        }
    }

    private final Path folder;

    Photographer(Path folder) {
        this.folder = folder;
    }

    /** Writes what the page shows, as a small file. */
    void take(Tab tab, String name, Look look) {
        look.apply(tab.page());
        // Two frames: the page lays itself out anew, and its canvases are drawn.
        tab.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
        byte[] png = tab.page()
                .screenshot(new Page.ScreenshotOptions()
                        .setAnimations(ScreenshotAnimations.DISABLED)
                        .setCaret(ScreenshotCaret.HIDE));
        try {
            Files.createDirectories(folder);
            Files.write(
                    folder.resolve(name + "-" + look.name().toLowerCase(java.util.Locale.ROOT) + ".png"),
                    SmallPng.of(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
