import { phrasesOf } from '@watchfloor/core/conversation/phrases';
import { describe, expect, it } from 'vitest';
import { phrases, questionOf, topicsOf } from './phrases.ts';
import { seededRandom } from './random.ts';

const { isCourtesy, isFiller } = phrasesOf({});

describe.each(Object.entries(phrases))('what is said in %s', (language, words) => {
  it('has courtesies and fillers that are known as such', () => {
    for (const text of words.thanks) expect(isCourtesy(text), text).toBe(true);
    for (const text of words.fillers) expect(isFiller(text), text).toBe(true);
  });

  it('has questions and answers that are neither', () => {
    const asked = Object.values(words.questions).flatMap((topics) => Object.values(topics).flat());
    const answered = [...Object.values(words.answers).flat(), ...words.addenda];
    for (const text of [...asked, ...words.followUps, ...words.nudges, ...answered])
      expect(isCourtesy(text) || isFiller(text), text).toBe(false);
  });

  it('has a question of every topic', () => {
    const random = seededRandom(1);
    for (const intent of ['presales', 'aftersales'] as const) {
      for (const topic of topicsOf(intent)) {
        const question = questionOf(random, { customer: { language: language as keyof typeof phrases }, intent, topic });
        expect(words.questions[intent][topic]).toContain(question);
      }
    }
  });
});
