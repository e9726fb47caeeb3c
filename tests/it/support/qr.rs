//! Reads the code of a hosted page as a telephone does, from the squares that are drawn. It shares nothing
//! with the library that drew them: ISO/IEC 18004, versions 1 to 6 at error correction level M, without
//! correcting anything, since nothing is damaged.

/// How many modules of light there are around a code.
const MARGIN: usize = 4;
/// Blocks and data codewords of each, by version, at level M.
const BLOCKS: [(usize, usize); 6] = [(1, 16), (1, 28), (1, 44), (2, 32), (2, 43), (4, 27)];

/// The text of the only code in a page.
#[track_caller]
pub(crate) fn text_of(html: &str) -> String {
    let code = Code::of(html);
    let codewords = code.codewords();
    let (blocks, length) = BLOCKS[code.version() - 1];
    let in_order = (0..blocks).flat_map(|block| (0..length).map(move |at| at * blocks + block));
    let data: Vec<u8> = in_order.map(|position| codewords[position]).collect();
    Bits { data: &data, at: 0 }.text()
}

struct Code {
    side: usize,
    dark: Vec<bool>,
}

impl Code {
    fn of(html: &str) -> Self {
        let (_, rest) = html.split_once("viewBox=\"0 0 ").unwrap();
        let side: usize = rest.split(' ').next().unwrap().parse().unwrap();
        let (_, path) = html.split_once("fill=\"#000000\" d=\"").unwrap();
        let path = path.split('"').next().unwrap();
        let mut code = Self { side: side - 2 * MARGIN, dark: vec![false; side * side] };
        for square in path.split('M').filter(|square| !square.is_empty()) {
            let (x, y) = square.strip_suffix("h1v1h-1z").unwrap().split_once(' ').unwrap();
            let place = |text: &str| text.parse::<usize>().unwrap() - MARGIN;
            let index = place(y) * code.side + place(x);
            code.dark[index] = true;
        }
        code
    }

    fn version(&self) -> usize {
        (self.side - 17) / 4
    }

    fn is_dark(&self, row: usize, column: usize) -> bool {
        self.dark[row * self.side + column]
    }

    /// Level and mask stand twice in every code; this is the copy at the upper left.
    fn mask(&self) -> usize {
        let across = [0, 1, 2, 3, 4, 5, 7, 8].map(|column| (8, column));
        let up = [7, 5, 4, 3, 2, 1, 0].map(|row| (row, 8));
        let places = across.into_iter().chain(up);
        let read = places
            .fold(0, |bits, (row, column)| bits << 1 | usize::from(self.is_dark(row, column)));
        let format = read ^ 0b101_0100_0001_0010;
        assert_eq!(format >> 13, 0b00, "level M");
        format >> 10 & 0b111
    }

    fn is_function(&self, row: usize, column: usize) -> bool {
        let far = self.side - 8;
        let corner = row < 9 && (column < 9 || column >= far) || row >= far && column < 9;
        let center = self.side - 7;
        let near = |place: usize| place.abs_diff(center) <= 2;
        corner || row == 6 || column == 6 || self.version() > 1 && near(row) && near(column)
    }

    /// All codewords in the order in which they wind through the code, without the mask.
    fn codewords(&self) -> Vec<u8> {
        let mask = self.mask();
        let mut bits = Vec::new();
        let columns = (0..self.side).rev().filter(|column| *column != 6).collect::<Vec<_>>();
        for (turn, pair) in columns.chunks(2).enumerate() {
            for step in 0..self.side {
                let row = if turn % 2 == 0 { self.side - 1 - step } else { step };
                for column in pair.iter().copied().filter(|column| !self.is_function(row, *column))
                {
                    bits.push(self.is_dark(row, column) != flips(mask, row, column));
                }
            }
        }
        let byte = |bits: &[bool]| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        bits.chunks_exact(8).map(byte).collect()
    }
}

fn flips(mask: usize, i: usize, j: usize) -> bool {
    let rest = match mask {
        0 => (i + j) % 2,
        1 => i % 2,
        2 => j % 3,
        3 => (i + j) % 3,
        4 => (i / 2 + j / 3) % 2,
        5 => i * j % 2 + i * j % 3,
        6 => (i * j % 2 + i * j % 3) % 2,
        _ => ((i + j) % 2 + i * j % 3) % 2,
    };
    rest == 0
}

struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> usize {
        (0..count).fold(0, |bits, _| {
            let byte = self.data[self.at / 8];
            let bit = byte >> (7 - self.at % 8) & 1;
            self.at += 1;
            bits << 1 | usize::from(bit)
        })
    }

    fn text(&mut self) -> String {
        let mut text = String::new();
        while self.at + 4 <= self.data.len() * 8 {
            match self.take(4) {
                0b0000 => break,
                0b0001 => self.digits(&mut text),
                0b0010 => self.alphanumeric(&mut text),
                0b0100 => {
                    let count = self.take(8);
                    text.extend(
                        (0..count).map(|_| char::from(u8::try_from(self.take(8)).unwrap())),
                    );
                }
                mode => panic!("a segment of mode {mode}"),
            }
        }
        text
    }

    fn digits(&mut self, text: &mut String) {
        let mut left = self.take(10);
        while left > 0 {
            let count = left.min(3);
            let number = self.take([4, 7, 10][count - 1]);
            text.push_str(&format!("{number:0count$}"));
            left -= count;
        }
    }

    fn alphanumeric(&mut self, text: &mut String) {
        const SIGNS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        let mut left = self.take(9);
        while left > 0 {
            let count = left.min(2);
            let number = self.take([6, 11][count - 1]);
            if count == 2 {
                text.push(char::from(SIGNS[number / 45]));
            }
            text.push(char::from(SIGNS[number % 45]));
            left -= count;
        }
    }
}
