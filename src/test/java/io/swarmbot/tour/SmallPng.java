package io.swarmbot.tour;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Makes a PNG of a page small: with at most 256 colours, each pixel is one byte. */
final class SmallPng {

    private static final int COLOURS = 256;

    private SmallPng() {}

    static byte[] of(byte[] png) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(reduced(image), "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage reduced(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        Map<Integer, Integer> counts = new HashMap<>();
        for (int pixel : pixels) {
            counts.merge(pixel & 0xffffff, 1, Integer::sum);
        }
        List<Box> boxes = cut(counts);
        int[] palette = boxes.stream().mapToInt(Box::main).toArray();
        Map<Integer, Integer> places = new HashMap<>();
        for (int place = 0; place < boxes.size(); place++) {
            for (Colour colour : boxes.get(place).colours()) {
                places.put(colour.rgb(), place);
            }
        }
        IndexColorModel model = new IndexColorModel(8, palette.length, palette, 0, false, -1, 0);
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, model);
        byte[] data = new byte[pixels.length];
        for (int n = 0; n < pixels.length; n++) {
            data[n] = places.get(pixels[n] & 0xffffff).byteValue();
        }
        small.getRaster().setDataElements(0, 0, width, height, data);
        return small;
    }

    private static List<Box> cut(Map<Integer, Integer> counts) {
        List<Colour> all = new ArrayList<>();
        counts.forEach((rgb, count) -> all.add(new Colour(rgb, count)));
        List<Box> boxes = new ArrayList<>(List.of(new Box(all)));
        while (boxes.size() < COLOURS) {
            Box widest =
                    boxes.stream().max(Comparator.comparingDouble(Box::weight)).orElseThrow();
            if (widest.colours().size() == 1) {
                break;
            }
            boxes.remove(widest);
            boxes.addAll(widest.halves());
        }
        return boxes;
    }

    private record Colour(int rgb, int count) {
        int part(int shift) {
            return rgb >> shift & 0xff;
        }
    }

    private record Box(List<Colour> colours) {

        private int range(int shift) {
            var parts = colours.stream().mapToInt(colour -> colour.part(shift)).summaryStatistics();
            return parts.getMax() - parts.getMin();
        }

        private int widest() {
            int widest = 16;
            for (int shift : new int[] {8, 0}) {
                if (range(shift) > range(widest)) {
                    widest = shift;
                }
            }
            return widest;
        }

        /** Of boxes as wide, the one that is seen more often is cut first. */
        double weight() {
            if (colours.size() == 1) {
                return 0;
            }
            long seen = colours.stream().mapToLong(Colour::count).sum();
            return range(widest()) * Math.log(1 + seen);
        }

        List<Box> halves() {
            int shift = widest();
            List<Colour> sorted = new ArrayList<>(colours);
            sorted.sort(Comparator.comparingInt(colour -> colour.part(shift)));
            int middle =
                    (sorted.get(0).part(shift) + sorted.get(sorted.size() - 1).part(shift)) / 2;
            int at = 1;
            while (at < sorted.size() - 1 && sorted.get(at).part(shift) <= middle) {
                at++;
            }
            return List.of(new Box(sorted.subList(0, at)), new Box(sorted.subList(at, sorted.size())));
        }

        /** The colour that is seen most often in it, so that what is flat stays as it is. */
        int main() {
            return colours.stream()
                    .max(Comparator.comparingInt(Colour::count))
                    .orElseThrow()
                    .rgb();
        }
    }
}
