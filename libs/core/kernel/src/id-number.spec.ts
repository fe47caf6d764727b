import { readIdNumber } from './id-number.js';

describe('an identity number', () => {
  it('says when somebody was born and of which sex', () => {
    // The example of GB 11643-1999, annex A.
    expect(readIdNumber('11010519491231002X')).toEqual({
      number: '11010519491231002X',
      bornOn: '1949-12-31',
      sex: 'f',
    });
    expect(readIdNumber('440524188001010014')).toMatchObject({ bornOn: '1880-01-01', sex: 'm' });
  });

  it('is the same person’s in its old form of 15 digits', () => {
    expect(readIdNumber('110105491231002')).toEqual(readIdNumber('11010519491231002X'));
  });

  it('may be written with a small x and spaces around it', () => {
    expect(readIdNumber(' 11010519491231002x ')?.number).toBe('11010519491231002X');
  });

  it.each([
    ['a wrong check digit', '110105194912310021'],
    ['two digits that changed places', '11010519491213002X'],
    ['a day that does not exist', '110105194913310024'],
    ['another length', '1101051949123100'],
    ['letters', 'ABCDEFGHIJKLMNOPQR'],
    ['digits of another script', '١١٠١٠٥١٩٤٩١٢٣١٠٠٢X'],
    ['nothing', ''],
  ])('is none with %s', (_what, text) => {
    expect(readIdNumber(text)).toBeUndefined();
  });
});
