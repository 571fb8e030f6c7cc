// Reads what map_packing.py wrote. This file and those after it run as one function.

const byId = id => document.getElementById(id);

// Whole numbers, five bits a character.
function numbersOf(text) {
  const numbers = [];
  let number = 0, bits = 0;
  for (let at = 0; at < text.length; at++) {
    const five = text.charCodeAt(at) - 63;
    number |= (five & 31) << bits;
    bits += 5;
    if (five < 32) {
      numbers.push(number);
      number = bits = 0;
    }
  }
  return numbers;
}

// Texts that are spelt as numbers of words; 0 ends one.
function textsOf(words, spelt) {
  const texts = [];
  let text = [];
  for (const number of numbersOf(spelt)) {
    if (number) {
      text.push(words[number - 1]);
    } else {
      texts.push(text.join(" "));
      text = [];
    }
  }
  return texts;
}

// Four bytes of every five characters, in Python's alphabet with , . / for < > &.
function bytesOf(text, from) {
  const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%/()*+-;,=.?@^_`{|}~";
  const value = new Uint8Array(128);
  [...alphabet].forEach((sign, at) => { value[sign.charCodeAt(0)] = at; });
  const bytes = new DataView(new ArrayBuffer((text.length - from) / 5 * 4));
  for (let at = from, to = 0; at < text.length; to += 4) {
    let number = 0;
    for (const end = at + 5; at < end; at++) number = number * 85 + value[text.charCodeAt(at)];
    bytes.setUint32(to, number);
  }
  return bytes.buffer;
}

// The padding at the end follows the deflated stream, and a browser calls that an error.
async function inflate(text) {
  const colon = text.indexOf(":");
  const bytes = bytesOf(text, colon + 1).slice(0, Number(text.slice(0, colon)));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}

async function unpack(id) {
  const data = JSON.parse(new TextDecoder().decode(await inflate(byId(id).textContent)));
  if (data.words) data.texts = textsOf(data.words, data.spelt);
  return data;
}
