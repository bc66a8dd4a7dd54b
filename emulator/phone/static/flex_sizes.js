// Pixels behind Flex keywords. LINE publishes the words, not the numbers: these are what its clients draw.

export const BUBBLES = {
  nano: "120px", micro: "160px", deca: "220px", hecto: "241px", kilo: "260px", mega: "300px", giga: "386px",
};
export const FONTS = {
  xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px", xxl: "29px",
  "3xl": "35px", "4xl": "48px", "5xl": "74px",
};
export const IMAGES = {
  xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px",
  "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%",
};
const SPACES = { none: "0", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" };
export const BORDERS = { light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px" };

export const space = (given) => SPACES[given] ?? given;
export const length = (given) => given;
