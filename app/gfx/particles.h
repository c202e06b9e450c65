/* Korean particles, whose form depends on the sound that they follow. A string writes both forms, "{을/를}", behind what
 * is put into it; which one is right is known only then. */
#ifndef PARTICLES_H
#define PARTICLES_H

/* Replaces each "{은/는}" in the text by the form that fits what stands before it: the first after a final consonant,
 * the second after a vowel; of "{으로/로}" the second after the consonant ㄹ too. A number is read as it is spoken: 10 is
 * 십, 3/5 is 5분의 3, -1 is 마이너스 1. Marks and colours between the two do not count. */
void particles_resolve(char *text);

#endif
